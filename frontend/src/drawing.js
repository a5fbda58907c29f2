// The picture: boxes in columns, drawn by ECharts on two hidden axes so that boxes keep a size that can be read.

import { CustomChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { escaped } from "./elements.js";
import { place } from "./placing.js";
import { count, kindOf, named, number_of, say, span, title } from "./words.js";

use([CustomChart, GridComponent, TooltipComponent, DataZoomInsideComponent, CanvasRenderer]);

const BOX = { width: 152, height: 46 };
/** What a box takes with the gap to the next, in pixels. */
const STEP = { x: 172, y: 58 };
/** Room that columns are given when there is some to spare. */
const WIDE = 240;
/** Boxes smaller than this, as a share of their full size, are dots that nobody can hit. */
const LEAST = 0.14;
/** Labels smaller than this are not drawn; the first look is at least COMFORTABLE. */
const LEGIBLE = 0.55;
const COMFORTABLE = 0.85;
const FONT = 'system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const DASHES = { membership: [2, 4], containment: [7, 4], association: [7, 4] };
const TALLEST = 700;
const SHORTEST = 280;

const PALETTES = {
  light: {
    ink: "#17282c", soft: "#4d5e63", line: "#9fb0b4", chosen: "#b4410e", paper: "#ffffff",
    lot: ["#e2f2ee", "#0b6b5a"], object: ["#e6eefb", "#2456a6"], container: ["#f8eedb", "#8a5a00"],
    class: ["#efeff1", "#5b6168"], hidden: ["#f3f3f3", "#7a7f85"],
  },
  dark: {
    ink: "#e9efee", soft: "#b3c0c3", line: "#5c6f75", chosen: "#ff9a62", paper: "#111a1d",
    lot: ["#12352f", "#54c3a9"], object: ["#182a47", "#7fb0f5"], container: ["#3a2d12", "#e3b15b"],
    class: ["#2b2f33", "#a4abb2"], hidden: ["#24282b", "#8b9298"],
  },
};

export class Drawing {
  /**
   * @param {HTMLElement} holder
   * @param {{choose: (box: object) => void, chooseLink: (link: object) => void}} listener
   */
  constructor(holder, listener) {
    this.holder = holder;
    this.chart = init(holder, null, { renderer: "canvas" });
    this.listener = listener;
    this.scale = 1;
    this.chosen = null;
    this.boxes = new Map();
    this.links = [];
    this.chart.on("click", (event) => {
      if (event.seriesId === "boxes") listener.choose(this.drawn[event.dataIndex]);
      else listener.chooseLink(this.links[event.dataIndex]);
    });
    this.chart.on("datazoom", () => this.rescale());
    new ResizeObserver(() => {
      this.chart.resize();
      if (this.boxes.size) this.rescale();
    }).observe(holder);
    const scheme = new MutationObserver(() => this.boxes.size && this.paint());
    scheme.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  }

  get palette() {
    return PALETTES[document.documentElement.classList.contains("dark") ? "dark" : "light"];
  }

  /** Draw another set of boxes, with the one of id `centre` in the middle. */
  show(boxes, links, subject, centre) {
    this.drawn = boxes;
    this.boxes = new Map(boxes.map((box) => [box.id, box]));
    this.links = links;
    this.subject = subject;
    this.places = place(boxes, links);
    const xs = [...this.places.values()].map((spot) => spot.x);
    const ys = [...this.places.values()].map((spot) => spot.y);
    const [top, bottom] = margin(ys, 0);
    const rows = bottom - top + 1;
    const tallest = Math.min(TALLEST, window.innerHeight * 0.64);
    this.holder.style.height = `${Math.min(Math.max(SHORTEST, rows * STEP.y * 1.25), tallest)}px`;
    this.chart.resize(); // the first time its holder was hidden until now
    this.extent = { x: margin(xs, this.size().width / WIDE), y: margin(ys, this.size().height / STEP.y / 1.6) };
    this.paint(true);
    this.start(centre);
  }

  /** The whole where it can be read, else what is around one box. */
  start(centre) {
    const { width, height } = this.size();
    const middle = this.places.get(centre) ?? this.places.get(this.subject);
    this.look({
      x: around(this.extent.x, middle.x, width / (STEP.x * COMFORTABLE)),
      y: around(this.extent.y, middle.y, height / (STEP.y * COMFORTABLE)),
    });
  }

  fit() {
    this.look({ x: [...this.extent.x], y: [...this.extent.y] });
  }

  /** factor below 1 looks closer. */
  zoom(factor) {
    const scaled = ([low, high]) => {
      const half = ((high - low) / 2) * factor;
      const middle = (low + high) / 2;
      return [middle - half, middle + half];
    };
    this.look({ x: scaled(this.window.x), y: scaled(this.window.y) });
  }

  look(window) {
    const bounded = (range, extent) => {
      const width = Math.min(range[1] - range[0], extent[1] - extent[0]);
      const low = Math.min(Math.max(range[0], extent[0]), extent[1] - width);
      return [low, low + width];
    };
    this.window = { x: bounded(window.x, this.extent.x), y: bounded(window.y, this.extent.y) };
    // In percent: as values ECharts would round them to whole columns.
    const share = (range, [low, high]) => range.map((value) => (100 * (value - low)) / (high - low));
    const batch = ["x", "y"].map((axis, dataZoomIndex) => {
      const [start, end] = share(this.window[axis], this.extent[axis]);
      return { dataZoomIndex, start, end };
    });
    this.chart.dispatchAction({ type: "dataZoom", batch });
  }

  choose(id) {
    this.chosen = id;
    this.paint();
    const spot = this.places.get(id);
    if (!spot) return;
    const reach = ([low, high], at) => (at < low + 0.5 || at > high - 0.5 ? [at - (high - low) / 2, at + (high - low) / 2] : [low, high]);
    this.look({ x: reach(this.window.x, spot.x), y: reach(this.window.y, spot.y) });
  }

  /** The nearest box that the arrow key leads to, or null. */
  neighbour(id, key) {
    const here = this.places.get(id);
    if (!here) return null;
    const candidates = [];
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const [near, far] = key === "ArrowRight" ? ["from", "to"] : ["to", "from"];
      for (const link of this.links) if (link[near] === id) candidates.push(link[far]);
    } else {
      for (const [other, spot] of this.places) {
        if (spot.x === here.x && (key === "ArrowDown" ? spot.y > here.y : spot.y < here.y)) candidates.push(other);
      }
    }
    const distance = (other) => Math.abs(this.places.get(other).y - here.y);
    return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
  }

  size() {
    return { width: this.chart.getWidth(), height: this.chart.getHeight() };
  }

  rescale() {
    const value = (percent, [low, high]) => low + (percent / 100) * (high - low);
    const [x, y] = this.chart.getOption().dataZoom;
    this.window = {
      x: [value(x.start, this.extent.x), value(x.end, this.extent.x)],
      y: [value(y.start, this.extent.y), value(y.end, this.extent.y)],
    };
    const { width, height } = this.size();
    const across = width / (this.window.x[1] - this.window.x[0]) / STEP.x;
    const down = height / (this.window.y[1] - this.window.y[0]) / STEP.y;
    const scale = Math.max(LEAST, Math.min(1, across, down));
    if (Math.abs(scale - this.scale) > 0.01) {
      this.scale = scale;
      this.paint();
    }
  }

  paint(anew = false) {
    const colours = this.palette;
    const spot = (id) => [this.places.get(id).x, this.places.get(id).y];
    const series = [
      {
        id: "links", type: "custom", z: 1, animation: false, encode: { x: [0, 2], y: [1, 3] },
        renderItem: (params, api) => this.line(this.links[params.dataIndex], api, colours),
        data: this.links.map((link) => [...spot(link.from), ...spot(link.to)]),
      },
      {
        id: "boxes", type: "custom", z: 2, animation: false, encode: { x: 0, y: 1 },
        renderItem: (params, api) => this.mark(this.drawn[params.dataIndex], api, colours),
        data: this.drawn.map((box) => spot(box.id)),
      },
    ];
    if (!anew) {
      this.chart.setOption({ series });
      return;
    }
    const axis = (range, inverse) => ({ type: "value", show: false, min: range[0], max: range[1], inverse });
    this.chart.setOption(
      {
        grid: { left: 0, right: 0, top: 0, bottom: 0 },
        xAxis: axis(this.extent.x, false),
        yAxis: axis(this.extent.y, true),
        // The wheel alone scrolls the page; with the control key it looks closer.
        dataZoom: ["xAxisIndex", "yAxisIndex"].map((name) => ({
          type: "inside", [name]: 0, filterMode: "none", zoomOnMouseWheel: "ctrl", throttle: 30,
        })),
        tooltip: {
          confine: true, formatter: (event) => this.tip(event), borderColor: colours.line, backgroundColor: colours.paper,
          textStyle: { color: colours.ink, fontSize: 13 }, extraCssText: "max-width: 22rem; white-space: normal;",
        },
        series,
      },
      { notMerge: true },
    );
  }

  /** A line leaves its box at the right and enters the next at the left; one that closes a cycle leads back. */
  line(link, api, colours) {
    const half = (BOX.width * this.scale) / 2;
    const [x1, y1] = api.coord([api.value(0), api.value(1)]);
    const [x2, y2] = api.coord([api.value(2), api.value(3)]);
    const shape = { x1: x1 + half, y1, x2: x2 - half, y2 };
    const bend = Math.max(12, Math.abs(shape.x2 - shape.x1) / 2);
    Object.assign(shape, { cpx1: shape.x1 + bend, cpy1: y1, cpx2: shape.x2 - bend, cpy2: y2 });
    const near = link.from === this.chosen || link.to === this.chosen;
    const style = {
      fill: null, stroke: near ? colours.chosen : colours.line, lineDash: DASHES[link.kind] ?? null,
      lineWidth: Math.min(5, (near ? 2 : 1.4) + Math.log10(link.edges.length)),
    };
    // The wide line that is not seen is what a finger or pointer hits.
    const hit = { fill: null, stroke: colours.line, lineWidth: 14, opacity: 0 };
    return {
      type: "group",
      children: [{ type: "bezierCurve", shape, style, silent: true }, { type: "bezierCurve", shape, style: hit }],
    };
  }

  mark(box, api, colours) {
    const node = box.members[0];
    const [fill, border] = colours[node.kind] ?? colours.class;
    const chosen = box.id === this.chosen;
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const size = { width: BOX.width * this.scale, height: BOX.height * this.scale };
    const sheet = (shift) => ({
      type: "rect",
      shape: { x: x - size.width / 2 + shift, y: y - size.height / 2 + shift, ...size, r: 8 * this.scale },
      style: {
        fill, stroke: chosen ? colours.chosen : border, lineDash: node.kind === "hidden" ? [5, 4] : null,
        lineWidth: chosen ? 3 : box.id === this.subject ? 2.5 : 1.3,
      },
    });
    const children = box.group ? [sheet(6 * this.scale), sheet(3 * this.scale), sheet(0)] : [sheet(0)];
    if (this.scale >= LEGIBLE) {
      const text = (words, size_, weight, colour, dy) => ({
        type: "text", silent: true, x, y: y + dy * this.scale,
        style: {
          text: words, fill: colour, font: `${weight} ${size_ * this.scale}px ${FONT}`, align: "center",
          verticalAlign: "middle", width: size.width - 12 * this.scale, overflow: "truncate", ellipsis: "…",
        },
      });
      children.push(text(heading(box), 13, 600, colours.ink, -8), text(under(box), 11.5, 400, colours.soft, 10));
    }
    return { type: "group", children };
  }

  tip(event) {
    const lines = event.seriesId === "links" ? linkLines(this.links[event.dataIndex]) : boxLines(this.drawn[event.dataIndex]);
    return lines.filter(Boolean).map((line, index) => (index ? escaped(line) : `<b>${escaped(line)}</b>`)).join("<br>");
  }
}

/** The first line on a box. */
export function heading(box) {
  const node = box.members[0];
  if (!box.group) return title(node);
  if (box.why === "further") return say("{n} more, further away", { n: count(box.members.length) });
  return `${count(box.members.length)} × ${named(node) || kindOf(node)}`;
}

/** The second line: what kind it is and what tells it from others. */
export function under(box) {
  const node = box.members[0];
  if (box.group) return box.why === "further" ? say("Open to see") : `${kindOf(node)} · ${say("open to see")}`;
  const many = node.objects > 1 ? say("{n} items", { n: count(node.objects) }) : "";
  return [kindOf(node), number_of(node), many].filter(Boolean).join(" · ");
}

function boxLines(box) {
  return [heading(box), under(box)];
}

/** What an edge tells: what happened, when, where, who answered for it. */
export function linkLines(link) {
  const who = [...new Set(link.edges.map((edge) => named(edge.responsible, "organisation")).filter(Boolean))];
  const where = [...new Set(link.edges.map((edge) => named(edge.place)).filter(Boolean))];
  const some = (names) => (names.length > 3 ? `${names.slice(0, 3).join(", ")} …` : names.join(", "));
  return [
    `${say(`edge ${link.kind}`)}${link.edges.length > 1 ? ` × ${count(link.edges.length)}` : ""}`,
    span(link.edges.map((edge) => edge.time)),
    where.length ? say("at {place}", { place: some(where) }) : "",
    who.length ? say("responsible: {who}", { who: some(who) }) : say("responsible: not known"),
  ];
}

/** The span of these values with a margin, and at least `length` long: three boxes are not blown up to fill the window. */
function margin(values, length) {
  const low = values.reduce((a, b) => Math.min(a, b)) - 0.6;
  const high = values.reduce((a, b) => Math.max(a, b)) + 0.6;
  const more = Math.max(0, (length - (high - low)) / 2);
  return [low - more, high + more];
}

function around([low, high], middle, length) {
  if (high - low <= length) return [low, high];
  return [middle - length / 2, middle + length / 2];
}
