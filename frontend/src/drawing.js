// The picture: boxes in columns, drawn by ECharts on two hidden axes so that boxes keep a size that can be read.

import { CustomChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { escaped } from "./elements.js";
import { paletteOf } from "./palette.js";
import { place } from "./placing.js";
import { count, kindOf, list, many, named, number_of, say, span, title } from "./words.js";

use([CustomChart, GridComponent, TooltipComponent, DataZoomInsideComponent, CanvasRenderer]);

const BOX = { width: 158, height: 74 };
/** What a box takes with the gap to the next, in pixels. */
const STEP = { x: 178, y: 84 };
/** Between a box's edge and its words. */
const PAD = 9;
/** Room that columns are given when there is some to spare. */
const WIDE = 240;
/** Boxes smaller than this, as a share of their full size, are dots that nobody can hit. */
const LEAST = 0.14;
/** Labels smaller than this are not drawn; the first look is at least COMFORTABLE. */
const LEGIBLE = 0.55;
const COMFORTABLE = 0.78;
const FONT = 'system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
/** A claim is drawn neither as a fact nor as membership: long, short, long. */
const CLAIMED = [12, 4, 2, 4];
const DASHES = { membership: [2, 4], containment: [7, 4], association: [7, 4] };
/** How much wider than a line the band is that marks it as chosen, in pixels. */
const BAND = 7;
const TALLEST = 700;
const SHORTEST = 120;

export class Drawing {
  /**
   * @param {HTMLElement} holder
   * @param {{choose: (box: object) => void, chooseLink: (link: object) => void, moved: (whole: boolean) => void}} listener
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
    return paletteOf(document.documentElement);
  }

  /** Draw another set of boxes, with the one of id `centre` in the middle, or as `lean` has it: 0 left, 1 right. */
  show(boxes, links, subject, centre, lean = 0.5) {
    this.drawn = boxes;
    this.boxes = new Map(boxes.map((box) => [box.id, box]));
    this.links = links;
    this.subject = subject;
    this.places = place(boxes, links);
    const xs = [...this.places.values()].map((spot) => spot.x);
    const ys = [...this.places.values()].map((spot) => spot.y);
    this.chart.resize(); // the first time its holder was hidden until now
    this.holder.style.height = `${this.height(margin(xs, 0), margin(ys, 0), this.spot(centre), lean)}px`;
    this.chart.resize();
    const { width, height } = this.size();
    this.extent = { x: margin(xs, width / WIDE), y: margin(ys, height / STEP.y) };
    this.paint(true);
    this.start(centre, lean);
  }

  spot(id) {
    return this.places.get(id) ?? this.places.get(this.subject);
  }

  /** Pixels for the rows of the columns that are seen first; for a part of the others, which one drags to. */
  height(columns, rows, middle, lean) {
    const { width } = this.size();
    const scale = Math.min(1, Math.max(COMFORTABLE, width / (length(columns) * STEP.x)));
    const [low, high] = bounded(around(columns, middle.x, width / (STEP.x * scale), lean), columns);
    const seen = [...this.places.values()].filter(({ x }) => x > low && x < high).map(({ y }) => y);
    const tallest = Math.min(TALLEST, window.innerHeight * 0.62);
    const all = length(rows) * STEP.y * scale;
    return Math.max(SHORTEST, Math.min(tallest, Math.max(length(margin(seen, 0)) * STEP.y * scale, Math.min(all, tallest / 2))));
  }

  /** The whole where it can be read, else what is around one box. */
  start(centre, lean) {
    const { width, height } = this.size();
    const middle = this.spot(centre);
    this.look({
      x: around(this.extent.x, middle.x, width / (STEP.x * COMFORTABLE), lean),
      y: around(this.extent.y, middle.y, height / (STEP.y * COMFORTABLE), 0.5),
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
    this.window = { x: bounded(window.x, this.extent.x), y: bounded(window.y, this.extent.y) };
    // In percent: as values ECharts would round them to whole columns.
    const share = (range, [low, high]) => range.map((value) => (100 * (value - low)) / (high - low));
    const batch = ["x", "y"].map((axis, dataZoomIndex) => {
      const [start, end] = share(this.window[axis], this.extent[axis]);
      return { dataZoomIndex, start, end };
    });
    this.chart.dispatchAction({ type: "dataZoom", batch });
    this.tellWhetherWhole();
  }

  tellWhetherWhole() {
    const shown = ["x", "y"].every((axis) => length(this.extent[axis]) - length(this.window[axis]) < 0.05);
    this.listener.moved(shown);
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
    this.tellWhetherWhole();
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
      fill: null, stroke: link.claim ? colours.claim : near ? colours.ink : colours.line,
      lineDash: link.claim ? CLAIMED : (DASHES[link.kind] ?? null),
      lineWidth: Math.min(5, (near ? 2 : 1.4) + Math.log10(link.edges.length)),
    };
    // What is chosen has a band of its own behind the line, whose dashes and colour keep their meaning.
    const band = { fill: null, stroke: colours.chosen, lineWidth: style.lineWidth + BAND, opacity: 0.35, lineCap: "round" };
    // The wide line that is not seen is what a finger or pointer hits.
    const hit = { fill: null, stroke: colours.line, lineWidth: 14, opacity: 0 };
    return {
      type: "group",
      children: [...(near ? [{ type: "bezierCurve", shape, style: band, silent: true }] : []), { type: "bezierCurve", shape, style, silent: true }, { type: "bezierCurve", shape, style: hit }],
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
        lineWidth: chosen ? 4 : box.id === this.subject ? 2.5 : 1.3,
      },
    });
    const children = box.group ? [sheet(6 * this.scale), sheet(3 * this.scale), sheet(0)] : [sheet(0)];
    if (this.scale >= LEGIBLE) children.push(...this.words(box, x - size.width / 2, y - size.height / 2, border, colours));
    return { type: "group", children };
  }

  /** Kind, name on up to two lines, and number of a box whose corner is at x, y. */
  words(box, x, y, border, colours) {
    const { scale } = this;
    const node = box.members[0];
    const line = (text, top, lines, font, fill) => ({
      type: "text", silent: true, x: x + PAD * scale, y: y + top * scale,
      style: {
        text, fill, font: `${font.weight} ${font.size * scale}px ${FONT}`, lineHeight: font.size * 1.25 * scale,
        width: (BOX.width - 2 * PAD) * scale, height: lines * font.size * 1.25 * scale,
        overflow: lines > 1 ? "break" : "truncate", lineOverflow: "truncate", ellipsis: "…",
      },
    });
    const name = heading(box);
    const kind = box.why === "further" ? "" : kindOf(node);
    return [
      line(kind, 8, 1, { weight: 400, size: 10.5 }, border),
      line(name, 22, 2, { weight: 600, size: /^\d{15,}$/.test(name) ? 10.6 : 12.5 }, colours.ink), // an SSCC fits on one line
      line(under(box), 55, 1, { weight: 400, size: 11 }, colours.soft),
    ];
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

/** The last line: what tells it from others of its kind and name. */
export function under(box) {
  const node = box.members[0];
  if (box.group) return say("open to see");
  if (node.objects > 1) return [node.lot, many(node.objects, "{n} item", "{n} items")].filter(Boolean).join(" · ");
  return number_of(node);
}

function boxLines(box) {
  return [heading(box), [kindOf(box.members[0]), under(box)].filter(Boolean).join(" · ")];
}

/** What an edge tells: what happened, when, where, who answered for it. */
export function linkLines(link) {
  const who = [...new Set(link.edges.map((edge) => named(edge.responsible, "organisation")).filter(Boolean))];
  const where = [...new Set(link.edges.map((edge) => named(edge.place)).filter(Boolean))];
  const some = (names) => (names.length > 3 ? `${list(names.slice(0, 3))} …` : list(names));
  return [
    `${say(`edge ${link.kind}`)}${link.edges.length > 1 ? ` × ${count(link.edges.length)}` : ""}`,
    span(link.edges),
    where.length ? say("at {place}", { place: some(where) }) : "",
    who.length ? say("responsible: {who}", { who: some(who) }) : link.kind === "membership" ? "" : say("responsible: not known"),
    link.claim ? say("A claim: who reported it has no authority over what came out. It is in scope and changes no balance.") : "",
  ];
}

/** The span of these values with a margin, and at least `least` long: three boxes are not blown up to fill the window. */
function margin(values, least) {
  const low = values.reduce((a, b) => Math.min(a, b)) - 0.54;
  const high = values.reduce((a, b) => Math.max(a, b)) + 0.54;
  const more = Math.max(0, (least - (high - low)) / 2);
  return [low - more, high + more];
}

/** The range moved into the extent, and no longer than it. */
function bounded(range, extent) {
  const wide = Math.min(length(range), length(extent));
  const low = Math.min(Math.max(range[0], extent[0]), extent[1] - wide);
  return [low, low + wide];
}

const length = ([low, high]) => high - low;

function around([low, high], middle, wide, lean) {
  if (high - low <= wide) return [low, high];
  return [middle - wide * lean, middle + wide * (1 - lean)];
}
