// The totals, where everything is now, lots without item codes included, who holds it, and what lots balance to.

import { element } from "./elements.js";
import { amount, count, named, say, shortId, UNITS, when } from "./words.js";

export function totals(holder, trace) {
  const { summary } = trace;
  const tiles = [
    [say("Lots"), count(summary.lots)],
    [say("Items"), count(summary.objects)],
    [say("Events"), count(summary.events)],
    [say("In transit"), count(summary.in_transit)],
    [say("Whereabouts unknown"), count(summary.unlocated)],
  ];
  if (summary.hidden) tiles.push([say("Hidden from you"), count(summary.hidden)]);
  for (const quantity of summary.quantities) {
    if (quantity.uom) tiles.push([say("Quantity"), amount(quantity)]);
  }
  holder.replaceChildren(...tiles.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, value))));
}

export function places(holder, trace) {
  const { summary } = trace;
  const lines = summary.locations.map((place) => [named(place) || shortId(place.id), place.objects]);
  if (summary.in_transit) lines.push([say("In transit"), summary.in_transit]);
  if (summary.unlocated) lines.push([say("Whereabouts unknown"), summary.unlocated]);
  counted(holder, say("Where everything is now"), say("Place"), lines);
}

export function holders(holder, trace) {
  const lines = trace.summary.holders.map((party) => [named(party) || shortId(party.id), party.objects]);
  counted(holder, say("Who holds it now"), say("Organisation"), lines);
}

/** Lots whose items have no codes: how much is where, in what, with whom. */
export function stock(holder, trace) {
  const rows = trace.summary.stock;
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const heading = say("Lots without item codes: where they are now");
  const heads = [say("Lot"), say("Where"), say("Quantity"), say("Container"), say("Since"), say("Organisation")];
  holder.replaceChildren(
    element("h2", {}, heading),
    element("div", { class: "hw-scroll", tabindex: "0", role: "region", "aria-label": heading },
      element("table", { class: "hw-table" },
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, ...rows.map((row) => element("tr", {},
          element("th", { scope: "row" }, shortId(row.lot)),
          element("td", {}, whereabouts(row)),
          element("td", { class: "num" }, row.quantity === null ? "?" : row.uom ? amount({ value: row.quantity, uom: row.uom }) : say("{n} items", { n: count(Number(row.quantity)) })),
          element("td", {}, row.via ? shortId(row.via) : ""),
          element("td", { class: "when" }, when(row.since)),
          element("td", {}, row.holder ? named(row.holder) || shortId(row.holder.id) : "")))))),
  );
}

function whereabouts(row) {
  const place = row.in_transit ? row.destination : row.place;
  const name = place ? named(place) || shortId(place.id) : "";
  if (row.in_transit) return name ? say("On the way to {place}", { place: name }) : say("In transit");
  return name || say("Whereabouts unknown");
}

export function balance(holder, trace) {
  const rows = trace.summary.balance;
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const fields = ["made", "received", "on_hand", "shipped", "consumed", "sampled", "lost", "returned", "unaccounted"];
  holder.replaceChildren(
    element("h2", {}, say("Balance")),
    element("div", { class: "hw-scroll", tabindex: "0", role: "region", "aria-label": say("Balance") },
      element("table", { class: "hw-table" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("Lot")), element("th", { scope: "col" }, say("Unit")),
          ...fields.map((field) => element("th", { scope: "col", class: "num" }, say(`balance ${field}`))))),
        element("tbody", {}, ...rows.map((row) => element("tr", {}, element("th", { scope: "row" }, shortId(row.lot)), element("td", {}, row.uom ? UNITS[row.uom] ?? row.uom : say("items")),
          ...fields.map((field) => element("td", { class: "num" }, String(row[field])))))))),
  );
}

function counted(holder, heading, label, lines) {
  const most = lines.reduce((top, [, number]) => Math.max(top, number), 0);
  const table = lines.length
    ? element("table", { class: "hw-table" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, label), element("th", { scope: "col", class: "num" }, say("Items")))),
        element("tbody", {}, ...lines.map(([name, number]) => {
          const bar = element("span", { class: "hw-share", "aria-hidden": "true" });
          bar.style.width = `${Math.max(2, (100 * number) / most)}%`;
          return element("tr", {}, element("th", { scope: "row" }, name, bar), element("td", { class: "num" }, count(number)));
        })))
    : element("p", { class: "hw-quiet" }, say("Nothing that can be counted."));
  holder.replaceChildren(element("h2", {}, heading), table);
}
