// Where everything is now, on a map: coastlines alone, nothing fetched from elsewhere.
//
// Borders in public data sets are disputed, so none are drawn. Coastlines are those of world-atlas (Natural Earth,
// 1 : 110 million): good for telling one region from another, not for finding a street.

import { ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { feature } from "topojson-client";
import land from "world-atlas/land-110m.json";

import { element, escaped } from "./elements.js";
import { paletteOf } from "./palette.js";
import { marks } from "./standing.js";
import { amountOf } from "./summaries.js";
import { called, count, list, many, say, shortId } from "./words.js";

use([ScatterChart, GeoComponent, TooltipComponent, CanvasRenderer]);
registerMap("coast", feature(land, land.objects.land));

/** Degrees shown around the outermost places, and the least that is shown: one place needs its surroundings. */
const MARGIN = 1.5;
const LEAST = 8;
/** Radius in pixels of the mark with most items, and of the smallest, which has room for its number. */
const LARGEST = 22;
const SMALLEST = 11;
/** Pixels between marks below which they are one. */
const APART = 20;

export class PlacesMap {
  constructor(holder) {
    this.canvas = element("div", { class: "hw-canvas-map", "aria-hidden": "true" });
    this.list = element("ol", { class: "hw-marks", tabindex: "0", "aria-label": say("On the map") });
    this.rest = element("p", { class: "hw-quiet" });
    holder.replaceChildren(
      element("h2", {}, say("On the map")),
      element("div", { class: "hw-atlas" }, this.canvas, this.list),
      this.rest,
      element("p", { class: "hw-quiet" }, say("Coastlines only, no borders. Circles: items. Diamonds: amounts without item codes. What stands close together has one number.")),
    );
    this.chart = init(this.canvas, null, { renderer: "canvas" });
    new ResizeObserver(([{ contentRect: { width, height } }]) => {
      if (!width || !height) return; // a window without a size, as while it is printed, has no scale either
      this.chart.resize();
      if (this.drawn) this.paint();
    }).observe(this.canvas);
    const scheme = new MutationObserver(() => this.drawn && this.paint());
    scheme.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  }

  show({ drawn, rest }) {
    this.drawn = drawn;
    const names = list(rest.map(({ place }) => called(place)));
    this.rest.textContent = names ? say("Places without coordinates: {names}", { names }) : "";
    this.paint();
  }

  paint() {
    const colours = paletteOf(document.documentElement);
    const [width, height] = [this.chart.getWidth(), this.chart.getHeight()];
    const window = bounds(this.drawn, width / height);
    this.marks = marks(this.drawn, ((window[1][0] - window[0][0]) / width) * APART);
    this.list.replaceChildren(...this.marks.map(({ places }) => element("li", {}, ...places.map(line))));
    this.chart.setOption({
      geo: {
        map: "coast", roam: "move", silent: true, clip: true, boundingCoords: window, left: 0, right: 0, top: 0, bottom: 0,
        itemStyle: { areaColor: colours.land, borderColor: colours.line, borderWidth: 0.8 },
      },
      tooltip: {
        confine: true, formatter: (event) => tip(this.marks[event.dataIndex]), borderColor: colours.line,
        backgroundColor: colours.paper, textStyle: { color: colours.ink, fontSize: 13 },
      },
      series: [{
        type: "scatter", coordinateSystem: "geo", animation: false,
        data: this.marks.map((mark, index) => this.mark(mark, index, colours)),
      }],
    }, { notMerge: true });
  }

  mark({ places: [{ place }], objects }, index, colours) {
    const most = this.marks[0].objects || 1;
    const [fill, edge] = objects ? colours.object : colours.lot;
    return {
      value: [place.longitude, place.latitude],
      symbol: objects ? "circle" : "diamond",
      symbolSize: 2 * Math.max(SMALLEST, LARGEST * Math.sqrt(objects / most)),
      itemStyle: { color: fill, borderColor: edge, borderWidth: 1.5 },
      label: { show: true, position: "inside", color: colours.ink, fontSize: 12, fontWeight: 600, formatter: String(index + 1) },
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

/** One place of a mark in the list beside the map. */
const line = (one) => element("div", {}, called(one.place), " ", element("small", {}, contents(one).join(" · ")));

/** What is at a place: items, those of them that were sold there, amounts without item codes. */
function contents({ objects, sold, stock }) {
  return [
    objects ? many(objects, "{n} item", "{n} items") : "",
    sold ? `${say("of them sold")}: ${count(sold)}` : "",
    ...stock.map((one) => `${shortId(one.lot).split("/").at(-1)} ${amountOf(one)}`.trim()),
  ].filter(Boolean);
}

const tip = ({ places }) => places.map((one) => [`<b>${escaped(called(one.place))}</b>`, ...contents(one).map(escaped)].join("<br>")).join("<br>");
