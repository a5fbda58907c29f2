// The table beside the picture: every node of the answer, sorted and filtered here, a page at a time.

import { element } from "./elements.js";
import { cell, row as tableRow, rowHead, sheet } from "./sheet.js";
import { amountOf, standing } from "./summaries.js";
import { timed } from "./timed.js";
import { called, count, kindOf, list, moment, named, number_of, say, shortId, stateOf, title } from "./words.js";

const PAGE = 25;
/** Places that are told of what is left of a lot. */
const LEFT = 3;

/** One row for each node: what it is, where it is now and in which state, and by which step, when and through whom it came about. */
export function rows(trace, columns) {
  const incoming = new Map();
  for (const edge of trace.edges) {
    const known = incoming.get(edge.to);
    // A fact before a claim, then the newest.
    const wins = known && Boolean(known.claim) !== Boolean(edge.claim) ? known.claim : (edge.time ?? "") > (known?.time ?? "");
    if (!known || wins) incoming.set(edge.to, edge);
  }
  const left = leftOf(trace.summary.stock);
  return trace.nodes.map((node) => {
    const edge = incoming.get(node.id);
    return {
      node,
      id: node.id,
      side: columns.get(node.id) ?? 0,
      kind: kindOf(node),
      name: title(node),
      number: number_of(node),
      ...whereabouts(node, left.get(node.id) ?? []),
      time: edge?.time ?? "",
      offset: edge?.offset,
      made: named(edge?.place),
      who: named(edge?.responsible, "organisation"),
      claim: edge?.claim ? say("claim") : "",
    };
  });
}

/** Rows of `summary.stock` by lot. */
function leftOf(stock) {
  const lots = new Map();
  for (const one of stock) {
    if (lots.has(one.lot)) lots.get(one.lot).push(one);
    else lots.set(one.lot, [one]);
  }
  return lots;
}

/** Where a node is now, with whom, in which state and since when; of a lot, where what is left of it is. */
function whereabouts(node, left) {
  const state = node.in_transit ? say("In transit") : stateOf(node.state);
  const told = { where: "", with: "", state, since: node.since, sinceOffset: node.offset };
  if (left.length) {
    const some = left.slice(0, LEFT).map((one) => [amountOf(one), standing(one)].filter(Boolean).join(" · "));
    if (left.length > LEFT) some.push(say("and {n} more", { n: count(left.length - LEFT) }));
    return { ...told, where: list(some) };
  }
  if (node.in_transit) {
    const [from, to] = [node.from, node.to].map((place) => called(place) || say("not told"));
    return { ...told, where: `${from} → ${to}`, with: called(node.by) };
  }
  return { ...told, where: called(node.place), with: called(node.holder) };
}

export class Table {
  /**
   * @param {HTMLElement} holder
   * @param {(id: string) => void} choose called with the id of a row
   */
  constructor(holder, choose) {
    this.choose = choose;
    this.rows = [];
    this.shown = PAGE;
    this.key = "side";
    this.up = true;
    this.filter = "";
    this.kind = "";
    this.body = element("tbody");
    this.heads = new Map();
    this.labels = {
      side: say("Steps away"), kind: say("Kind"), name: say("Name"), number: say("Lot or serial"), where: say("Where now"),
      state: say("State"), time: say("Made or packed"), who: say("Responsible"),
    };
    for (const [key, label] of Object.entries(this.labels)) {
      const sorting = element("button", { type: "button", on: { click: () => this.sort(key) } }, label);
      this.heads.set(key, element("th", { scope: "col", role: "columnheader" }, sorting));
    }
    const head = element("thead", {}, tableRow([...this.heads.values()]));
    const search = element("input", { type: "search", id: "table-filter", placeholder: say("Filter"), "aria-label": say("Filter the table"), on: { input: (event) => this.narrow({ filter: event.target.value }) } });
    this.kinds = element("select", { "aria-label": say("Kind"), on: { change: (event) => this.narrow({ kind: event.target.value }) } });
    this.total = element("p", { class: "hw-quiet", "aria-live": "polite" });
    this.more = element("button", { type: "button", class: "hw-button", on: { click: () => this.grow() } }, say("Show more rows"));
    holder.replaceChildren(
      element("div", { class: "hw-bar" }, search, this.kinds, this.total),
      sheet(say("Table of lots and objects"), head, this.body, { class: "hw-table hw-cards sortable", on: { keydown: (event) => this.walk(event), click: (event) => this.press(event) } },
        element("caption", { class: "hw-spoken" }, say("Lots and objects of the trace. Arrow keys go from row to row, Enter tells about the row."))),
      this.more,
    );
  }

  show(made) {
    this.rows = made;
    const kinds = [...new Set(made.map((row) => row.kind))].sort();
    this.kinds.replaceChildren(element("option", { value: "" }, say("All kinds")), ...kinds.map((kind) => element("option", { value: kind }, kind)));
    this.kinds.value = kinds.includes(this.kind) ? this.kind : "";
    this.kind = this.kinds.value;
    this.arrange();
  }

  sort(key) {
    this.up = this.key === key ? !this.up : true;
    this.key = key;
    this.arrange();
  }

  narrow(change) {
    Object.assign(this, change);
    this.shown = PAGE;
    this.arrange();
  }

  grow() {
    const first = this.shown;
    this.shown += PAGE * 4;
    this.fill();
    this.button(this.body.children[first])?.focus();
  }

  /** Up and down from the button of one row to that of another. */
  walk(event) {
    const here = event.target.closest("tbody tr");
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const ends = { Home: "firstElementChild", End: "lastElementChild" }[event.key];
    if (!here || !(way || ends)) return;
    let row = way ? here[way] : this.body[ends];
    while (row && !this.button(row)) row = row[way ?? (event.key === "Home" ? "nextElementSibling" : "previousElementSibling")];
    if (!row) return;
    event.preventDefault();
    this.button(row).focus();
  }

  /** Anywhere on a row is as good as on its name, but for who marks text to copy it. */
  press(event) {
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("button") || !window.getSelection().isCollapsed) return;
    this.button(row)?.click();
  }

  /** Where a card may stand behind the panel that tells about it. */
  reveal(id) {
    this.rowOf(id)?.scrollIntoView({ block: "nearest" });
  }

  rowOf(id) {
    return [...this.body.children].find((row) => row.dataset.id === id);
  }

  /** Back to the row from which something was told. */
  focus(id) {
    this.button(this.rowOf(id))?.focus();
  }

  button(row) {
    return row?.querySelector("button") ?? null;
  }

  mark(id) {
    this.marked = id;
    for (const row of this.body.children) emphasise(row, row.dataset.id === id);
  }

  arrange() {
    const wanted = this.filter.trim().toLowerCase();
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    this.found = this.rows.filter((row) =>
      (!this.kind || row.kind === this.kind) &&
      (!wanted || [row.id, row.name, row.number, row.where, row.with, row.state, row.made, row.who, row.claim].some((text) => text.toLowerCase().includes(wanted))));
    const by = this.key === "side" ? (a, b) => a.side - b.side : (a, b) => collator.compare(a[this.key], b[this.key]);
    this.found.sort((a, b) => (this.up ? by(a, b) : by(b, a)));
    for (const [key, cell] of this.heads) {
      if (key === this.key) cell.setAttribute("aria-sort", this.up ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
    this.fill();
  }

  fill() {
    const page = this.found.slice(0, this.shown);
    this.body.replaceChildren(...page.map((row) => this.line(row)));
    this.total.textContent = say("{shown} of {all} rows", { shown: count(page.length), all: count(this.found.length) });
    this.more.hidden = page.length === this.found.length;
  }

  line(row) {
    const hidden = row.node.kind === "hidden";
    const name = hidden
      ? row.name
      : element("button", { type: "button", class: "hw-link", title: shortId(row.id), on: { click: () => this.choose(row.id) } }, row.name);
    const { labels } = this;
    const side = row.side > 0 ? `+${row.side}` : row.side < 0 ? `−${-row.side}` : "0";
    const made = tableRow([
      cell(labels.side, [side], { class: "num" }),
      cell(labels.kind, [row.kind]),
      rowHead([name]),
      cell(labels.number, [row.number]),
      cell(labels.where, [row.where, small(row.with)]),
      cell(labels.state, [row.state, small(row.state && row.since ? say("since {time}", { time: moment(row.since, row.sinceOffset) }) : "")]),
      cell(labels.time, [timed({ since: row.time, offset: row.offset }), small(row.made)]),
      cell(labels.who, [row.who, row.claim ? element("span", { class: "hw-tag" }, row.claim) : ""]),
    ], { "data-id": row.id });
    emphasise(made, row.id === this.marked);
    return made;
  }
}

const small = (told) => (told ? element("small", {}, told) : "");

function emphasise(row, chosen) {
  row.classList.toggle("chosen", chosen);
  if (chosen) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}
