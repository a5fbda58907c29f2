// Where everything is now, on a map: coastlines alone, nothing fetched from elsewhere.
//
// Borders in public data sets are disputed, so none are drawn. Coastlines are those of world-atlas (Natural Earth,
// 1 : 110 million): good for telling one region from another, not for finding a street.

import { ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { feature } from "topojson-client";
import land from "world-atlas/land-110m.json";

import { element, escaped } from "./elements.js";
import { paletteOf } from "./palette.js";
import { amount, count, many, named, say, shortId } from "./words.js";

use([ScatterChart, GeoComponent, TooltipComponent, LabelLayout, CanvasRenderer]);
registerMap("coast", feature(land, land.objects.land));

/** Degrees shown around the outermost places, and the least that is shown: one place needs its surroundings. */
const MARGIN = 1.5;
const LEAST = 8;
/** Radius in pixels of the mark with most items, and of the smallest. */
const LARGEST = 20;
const SMALLEST = 5;
/** Places whose names are written beside them. */
const LABELLED = 14;

export class PlacesMap {
  constructor(holder) {
    this.canvas = element("div", { class: "hw-canvas-map", "aria-hidden": "true" });
    this.rest = element("p", { class: "hw-quiet" });
    holder.replaceChildren(
      element("h2", {}, say("On the map")),
      this.canvas,
      this.rest,
      element("p", { class: "hw-quiet" }, say("Coastlines only, no borders. Circles: items. Diamonds: lots without item codes. The tables name the same places.")),
    );
    this.chart = init(this.canvas, null, { renderer: "canvas" });
    new ResizeObserver(() => {
      this.chart.resize();
      if (this.drawn) this.paint();
    }).observe(this.canvas);
    const scheme = new MutationObserver(() => this.drawn && this.paint());
    scheme.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  }

  show({ drawn, rest }) {
    this.drawn = drawn;
    const names = rest.map(({ place }) => named(place) || shortId(place.id));
    this.rest.textContent = names.length ? say("Places without coordinates: {names}", { names: names.join(", ") }) : "";
    this.paint();
  }

  paint() {
    const colours = paletteOf(document.documentElement);
    this.chart.setOption({
      geo: {
        map: "coast", roam: "move", silent: true, clip: true,
        boundingCoords: bounds(this.drawn, this.chart.getWidth() / this.chart.getHeight()), left: 0, right: 0, top: 0, bottom: 0,
        itemStyle: { areaColor: colours.land, borderColor: colours.line, borderWidth: 0.8 },
      },
      tooltip: {
        confine: true, formatter: (event) => tip(this.drawn[event.dataIndex]), borderColor: colours.line,
        backgroundColor: colours.paper, textStyle: { color: colours.ink, fontSize: 13 },
      },
      series: [{
        type: "scatter", coordinateSystem: "geo", animation: false, labelLayout: { moveOverlap: "shiftY", hideOverlap: true },
        data: this.drawn.map((one, index) => this.mark(one, index, colours)),
      }],
    }, { notMerge: true });
  }

  mark({ place, objects }, index, colours) {
    const most = this.drawn[0].objects || 1;
    const [fill, edge] = objects ? colours.object : colours.lot;
    return {
      value: [place.longitude, place.latitude],
      symbol: objects ? "circle" : "diamond",
      symbolSize: 2 * Math.max(SMALLEST, LARGEST * Math.sqrt(objects / most)),
      itemStyle: { color: fill, borderColor: edge, borderWidth: 1.5 },
      label: {
        show: index < LABELLED, position: "right", color: colours.ink, fontSize: 12, textBorderColor: colours.paper, textBorderWidth: 3,
        formatter: [named(place) || shortId(place.id), objects ? count(objects) : ""].filter(Boolean).join(" "),
      },
    };
  }
}

/**
 * The window around the places, as [[west, north], [east, south]], as wide for its height as the canvas: a degree
 * of longitude is shorter than one of latitude by the cosine of the latitude.
 */
function bounds(drawn, aspect) {
  const side = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const more = Math.max(MARGIN, (LEAST - (high - low)) / 2);
    return [low - more, high + more];
  };
  const [west, east] = side(drawn.map(({ place }) => place.longitude));
  const [south, north] = side(drawn.map(({ place }) => place.latitude));
  const shrunk = aspect / Math.cos(((south + north) / 2) * (Math.PI / 180));
  const wider = Math.max(0, (north - south) * shrunk - (east - west)) / 2;
  const higher = Math.max(0, (east - west) / shrunk - (north - south)) / 2;
  return [[west - wider, north + higher], [east + wider, south - higher]];
}

function tip({ place, objects, sold, stock }) {
  const lines = [
    named(place) || shortId(place.id),
    objects ? many(objects, "{n} item", "{n} items") : "",
    sold ? `${say("of them sold")}: ${count(sold)}` : "",
    ...stock.map((row) => `${shortId(row.lot)} ${row.quantity === null ? "" : amount({ value: row.quantity, uom: row.uom })}`),
  ];
  return lines.filter(Boolean).map((line, index) => (index ? escaped(line) : `<b>${escaped(line)}</b>`)).join("<br>");
}
