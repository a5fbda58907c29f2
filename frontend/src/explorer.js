// The trace explorer: asks for a trace, draws it, and keeps picture, table and side panel on the same thing.

import "./explorer.css";

import * as answers from "./answers.js";
import { Drawing, heading, linkLines, under } from "./drawing.js";
import { element } from "./elements.js";
import { columnsOf, group } from "./grouping.js";
import { Listing } from "./listing.js";
import { isCollapsed, ofNodes, ofServer } from "./paging.js";
import { Side } from "./side.js";
import { standing } from "./standing.js";
import * as summaries from "./summaries.js";
import { rows, Table } from "./table.js";
import { amount, count, kindOf, list, moment, number_of, say, title } from "./words.js";

/** Nodes fetched before the reader is asked whether to go on. */
const ENOUGH = 20_000;
/** Edges of a link that the side panel lists. */
const LISTED = 30;
/** Where the subject stands at first, from the left: what was asked for has the room. */
const LEANING = { back: 0.88, both: 0.5, forward: 0.12 };

class Explorer {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    const { id, direction, at, knownAt, detail } = root.dataset;
    this.asked = { id, direction, at, known_at: knownAt, detail };
    this.opened = new Map();
    this.table = new Table(this.part("table"), (id) => this.openBeside(id));
    this.side = new Side(this.part("side"), root.querySelector('[data-act="close"]'));
    this.drawing = new Drawing(this.part("canvas"), {
      choose: (box) => this.choose(box),
      chooseLink: (link) => this.tellLink(link),
      moved: (whole) => (this.part("cut").hidden = whole),
    });
    this.part("graph").addEventListener("keydown", (event) => this.press(event));
    for (const button of root.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.act(button.dataset.act));
    }
  }

  async load(cursor = null) {
    const status = this.part("status");
    status.textContent = say("Asking …");
    try {
      let trace = cursor ? this.trace : await this.ask({ detail: "graph" });
      // The graph has the lots and what was made of what; single objects are joined to it where it has only their count.
      let next = cursor;
      if (!cursor && this.asked.detail === "objects" && trace.nodes.some(isCollapsed)) {
        trace = answers.withoutCollapsed(trace);
        next = "";
      }
      while (next !== null && trace.nodes.length < ENOUGH * (cursor ? 2 : 1)) {
        trace = answers.joined(trace, await this.ask({ detail: "objects", cursor: next }));
        next = trace.next;
      }
      this.trace = trace;
    } catch (error) {
      if (!(error instanceof answers.Refusal || error instanceof TypeError)) throw error;
      this.refuse(error instanceof answers.Refusal ? error.message : say("The server did not answer. Try again."));
      return;
    }
    this.root.dataset.state = "ready";
    const cut = this.trace.truncated || this.trace.next;
    status.textContent = cut ? say("This is not the whole: {n} nodes were fetched.", { n: count(this.trace.nodes.length) }) : "";
    this.part("more").hidden = !this.trace.next;
    this.show();
  }

  ask(parameters) {
    return answers.trace(this.root.dataset.traceUrl, { ...this.asked, ...parameters });
  }

  refuse(text) {
    this.root.dataset.state = "refused";
    this.part("status").textContent = "";
    const alert = this.part("refusal");
    alert.textContent = text;
    alert.hidden = false;
    this.part("help").hidden = false;
  }

  show() {
    const { trace } = this;
    this.nodes = new Map(trace.nodes.map((node) => [node.id, node]));
    this.columns = columnsOf(trace);
    summaries.totals(this.part("totals"), trace);
    summaries.places(this.part("places"), trace);
    summaries.holders(this.part("holders"), trace);
    summaries.shipments(this.part("shipments"), trace);
    summaries.stock(this.part("stock"), trace);
    summaries.balance(this.part("balance"), trace);
    this.table.show(rows(trace, this.columns));
    this.redraw(trace.subject.id, LEANING[trace.direction]);
    this.choose(this.boxes.find((box) => box.id === trace.subject.id), false);
    this.root.dataset.drawn = String(this.boxes.length);
    this.showMap();
  }

  /** The map and its coastlines are fetched only where there is something to show on them. */
  async showMap() {
    const holder = this.part("map");
    const where = standing(this.trace.summary);
    holder.hidden = !where.drawn.length;
    if (holder.hidden) return;
    const { PlacesMap } = await import("./map.js");
    this.map ??= new PlacesMap(holder);
    this.map.show(where);
    holder.dataset.places = String(where.drawn.length);
  }

  redraw(centre, lean) {
    const drawn = group(this.trace, this.opened, this.columns);
    this.boxes = drawn.boxes;
    this.boxOf = drawn.boxOf;
    this.drawing.show(drawn.boxes, drawn.links, this.trace.subject.id, centre, lean);
  }

  /** From a row of the table, far below the panel's own place: the panel comes to the row, and leads back to it. */
  openBeside(id) {
    this.find(id);
    this.side.open(() => this.table.focus(id));
    this.table.reveal(id);
  }

  /** From the table or a list: a node that may be inside a group. */
  find(id, back = null) {
    const node = this.nodes.get(id);
    const box = this.boxes.find((one) => one.id === this.boxOf.get(id));
    if (box) {
      this.chosen = box.id;
      this.drawing.choose(box.id);
    }
    this.table.mark(id);
    this.part("spoken").textContent = list([title(node), kindOf(node), number_of(node)]);
    this.tell(node, back);
  }

  choose(box, speak = true) {
    if (!box) return;
    this.side.close();
    this.chosen = box.id;
    this.drawing.choose(box.id);
    this.table.mark(box.group ? null : box.id);
    if (speak) this.part("spoken").textContent = list([heading(box), kindOf(box.members[0]), under(box)]);
    if (box.group) this.tellGroup(box);
    else this.tell(box.members[0]);
  }

  open(box) {
    this.opened.set(box.id, (this.opened.get(box.id) ?? 0) + 1);
    this.redraw(box.members[0].id);
    this.choose(this.boxes.find((one) => one.id === this.boxOf.get(box.members[0].id)));
  }

  async tell(node, back = null) {
    const panel = this.part("panel");
    if (node.kind === "hidden") {
      panel.replaceChildren(element("h2", {}, say("Not shown to you")), element("p", {}, say("What leads on from here belongs to others and is not shared with you.")));
      return;
    }
    if (isCollapsed(node)) {
      this.tellMany(node, [element("p", { class: "hw-quiet" }, [kindOf(node), node.lot].filter(Boolean).join(" · "))],
        ofServer(node, (page) => this.ask(page)));
      return;
    }
    this.telling = node.id;
    const within = panel.contains(document.activeElement);
    panel.setAttribute("aria-busy", "true");
    try {
      const { at, known_at } = this.asked;
      const markup = await answers.thing(this.root.dataset.thingUrl, { id: node.id, at, known_at });
      // Another thing may have been chosen while the server thought about this one.
      if (this.telling === node.id) panel.innerHTML = markup;
    } catch (error) {
      if (!(error instanceof answers.Refusal || error instanceof TypeError)) throw error;
      panel.replaceChildren(element("h2", {}, title(node)), element("p", {}, error.message));
    } finally {
      panel.removeAttribute("aria-busy");
    }
    if (back && this.telling === node.id) {
      panel.prepend(element("p", {}, element("button", { type: "button", class: "hw-link", on: { click: () => panel.replaceChildren(...back) } }, say("Back to the list"))));
    }
    // A row of a list that was chosen by keys is gone with its list.
    if (within && !panel.contains(document.activeElement)) this.side.focus();
  }

  tellGroup(box) {
    const about = box.why === "further" ? say("These are further away than is drawn.") : kindOf(box.members[0]);
    const open = element("button", { type: "button", class: "hw-button", on: { click: () => this.open(box) } }, say("Show some of them in the picture"));
    this.tellMany(box.members[0], [element("p", { class: "hw-quiet" }, about), element("p", {}, open)], ofNodes(box.members), heading(box));
  }

  /** A heading, some words, and everything that one box stands for, a page at a time. */
  async tellMany(node, words, source, head = `${count(source.total)} × ${title(node)}`) {
    this.telling = null;
    const panel = this.part("panel");
    const listing = new Listing(source, (one) => (this.nodes.has(one.id) ? this.find(one.id, [...panel.childNodes]) : this.tell(one, [...panel.childNodes])));
    panel.replaceChildren(element("h2", {}, head), ...words, listing.root);
    try {
      await listing.show(0);
    } catch (error) {
      if (!(error instanceof answers.Refusal || error instanceof TypeError)) throw error;
      listing.root.replaceChildren(error.message);
    }
  }

  tellLink(link) {
    this.telling = null;
    this.side.close();
    const [first, ...rest] = linkLines(link);
    const some = link.edges.slice(0, LISTED);
    const name = (id) => {
      const node = this.nodes.get(id);
      return [title(node), number_of(node)].filter(Boolean).join(" ");
    };
    this.part("panel").replaceChildren(
      element("h2", {}, first),
      ...rest.filter(Boolean).map((line) => element("p", {}, line)),
      element("ul", { class: "hw-list" }, ...some.map((edge) => element("li", {},
        element("span", {}, `${name(edge.from)} → ${name(edge.to)}`),
        element("small", {}, [moment(edge.time, edge.offset), edge.until ? say("until {time}", { time: moment(edge.until, edge.until_offset) }) : "", edge.responsible?.person ?? "", edge.responsible?.device ?? "", edge.quantity ? amount(edge.quantity) : ""].filter(Boolean).join(" · "))))),
      link.edges.length > some.length ? element("p", { class: "hw-quiet" }, say("and {n} more", { n: count(link.edges.length - some.length) })) : null,
    );
  }

  act(name) {
    if (name === "closer") this.drawing.zoom(0.7);
    if (name === "further") this.drawing.zoom(1 / 0.7);
    if (name === "whole") this.drawing.fit();
    if (name === "subject") this.choose(this.boxes.find((box) => box.id === this.trace.subject.id));
    if (name === "more") this.load(this.trace.next);
  }

  press(event) {
    const acts = { "+": "closer", "=": "closer", "-": "further", 0: "whole", Home: "subject" };
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("button")) return;
    if (event.key.startsWith("Arrow")) {
      const next = this.drawing.neighbour(this.chosen, event.key);
      if (next) this.choose(this.boxes.find((box) => box.id === next));
    } else if (event.key === "Enter" || event.key === " ") {
      const box = this.boxes.find((one) => one.id === this.chosen);
      if (box?.group) this.open(box);
    } else if (event.key in acts) {
      this.act(acts[event.key]);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** A form without a chosen clock takes the reader's own: what a time means stands beside it either way. */
function presetClock(select) {
  if (!select || "chosen" in select.dataset) return;
  const minutes = -new Date().getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, "0"));
  const own = `${minutes < 0 ? "-" : "+"}${hours}:${rest}`;
  if (![...select.options].some((option) => option.value === own)) select.append(new Option(`UTC${own}`, own));
  select.value = own;
}

const root = document.getElementById("explorer");
presetClock(root?.querySelector('[data-part="offset"]'));
if (root?.dataset.id) new Explorer(root).load();
