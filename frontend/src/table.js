// The table beside the picture: every node of the answer, sorted and filtered here, a page at a time.

import { element } from "./elements.js";
import { count, kindOf, named, number_of, say, shortId, title, when } from "./words.js";

const PAGE = 25;

/** One row for each node: what it is, and by which step, when, where and through whom it came to be there. */
export function rows(trace, columns) {
  const incoming = new Map();
  for (const edge of trace.edges) {
    const known = incoming.get(edge.to);
    // A fact before a claim, then the newest.
    const wins = known && Boolean(known.claim) !== Boolean(edge.claim) ? known.claim : (edge.time ?? "") > (known?.time ?? "");
    if (!known || wins) incoming.set(edge.to, edge);
  }
  return trace.nodes.map((node) => {
    const edge = incoming.get(node.id);
    return {
      node,
      id: node.id,
      side: columns.get(node.id) ?? 0,
      kind: kindOf(node),
      name: title(node),
      number: number_of(node),
      time: edge?.time ?? "",
      place: named(edge?.place ?? node.place ?? node.destination),
      who: named(edge?.responsible, "organisation"),
      claim: edge?.claim ? say("claim") : "",
    };
  });
}

export class Table {
  /**
   * @param {HTMLElement} holder
   * @param {(id: string) => void} choose
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
    const head = element("tr");
    for (const [key, label] of [
      ["side", say("Steps away")], ["kind", say("Kind")], ["name", say("Name")], ["number", say("Lot or serial")],
      ["time", say("When")], ["place", say("Where")], ["who", say("Responsible")],
    ]) {
      const cell = element("th", { scope: "col" }, element("button", { type: "button", on: { click: () => this.sort(key) } }, label));
      this.heads.set(key, cell);
      head.append(cell);
    }
    const search = element("input", { type: "search", id: "table-filter", placeholder: say("Filter"), "aria-label": say("Filter the table"), on: { input: (event) => this.narrow({ filter: event.target.value }) } });
    this.kinds = element("select", { "aria-label": say("Kind"), on: { change: (event) => this.narrow({ kind: event.target.value }) } });
    this.total = element("p", { class: "hw-quiet", "aria-live": "polite" });
    this.more = element("button", { type: "button", class: "hw-button", on: { click: () => this.grow() } }, say("Show more rows"));
    holder.replaceChildren(
      element("div", { class: "hw-bar" }, search, this.kinds, this.total),
      element("div", { class: "hw-scroll", tabindex: "0", role: "region", "aria-label": say("Table of lots and objects") },
        element("table", { class: "hw-table", on: { keydown: (event) => this.walk(event) } },
          element("caption", { class: "hw-spoken" }, say("Lots and objects of the trace. Arrow keys go from row to row, Enter tells about the row.")),
          element("thead", {}, head), this.body)),
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
      (!wanted || [row.id, row.name, row.number, row.place, row.who, row.claim].some((text) => text.toLowerCase().includes(wanted))));
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
    const made = element("tr", { "data-id": row.id },
      element("td", { class: "num" }, row.side > 0 ? `+${row.side}` : row.side < 0 ? `−${-row.side}` : "0"),
      element("td", {}, row.kind), element("th", { scope: "row" }, name), element("td", {}, row.number),
      element("td", { class: "when" }, when(row.time)), element("td", {}, row.place),
      element("td", {}, row.who, row.claim ? element("span", { class: "hw-tag" }, row.claim) : null));
    emphasise(made, row.id === this.marked);
    return made;
  }
}

function emphasise(row, chosen) {
  row.classList.toggle("chosen", chosen);
  if (chosen) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}
