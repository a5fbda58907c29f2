// The scope in numbers, where everything is now, lots without item codes included, who holds it, and what lots balance to.

import { element } from "./elements.js";
import { amount, count, list, many, named, say, shortId, UNITS, when } from "./words.js";

/** Places or holders that a tile names. */
const NAMED = 2;

/** What somebody with a bad lot must know first: how much, where, with whom, what is sold, what nobody can find. */
export function totals(holder, trace) {
  const { summary } = trace;
  const tiles = [
    { label: trace.direction === "back" ? say("In this trace") : say("Affected"), wide: true, value: many(summary.objects, "{n} item", "{n} items"), note: affected(summary) },
    ...(trace.direction === "back" ? [] : whereabouts(summary)),
    { label: say("Hidden from you"), value: count(summary.hidden), note: summary.hidden ? say("not shared with you; ask their owners") : "", bad: summary.hidden },
  ];
  holder.replaceChildren(...tiles.map(({ label, value, note, bad, wide }) =>
    element("div", { class: [bad && "bad", wide && "wide"].filter(Boolean).join(" ") || null }, element("dt", {}, label), element("dd", {}, value), note ? element("dd", { class: "note" }, note) : null)));
}

function affected(summary) {
  const weights = summary.quantities.filter((one) => one.uom).map((one) => say("outermost lots: {amount}", { amount: amount(one) }));
  return [many(summary.lots, "in {n} lot", "in {n} lots"), ...weights, many(summary.events, "{n} event", "{n} events")].join(" · ");
}

function whereabouts(summary) {
  const total = (places) => places.reduce((sum, place) => sum + place.objects, 0);
  const placed = total(summary.locations);
  const ownerless = placed - total(summary.holders);
  const sold = summary.ended.sold ?? 0;
  const gone = Object.entries(summary.ended).filter(([end]) => end !== "sold");
  const tiles = [
    { label: say("At known places"), wide: true, value: count(placed), note: most(summary.locations, "{n} place", "{n} places") },
    { label: say("With whom"), wide: true, value: many(summary.holders.length, "{n} holder", "{n} holders"), note: [most(summary.holders), ownerless ? say("not known for {n}", { n: count(ownerless) }) : ""].filter(Boolean).join(" · ") },
    { label: say("Sold"), value: count(sold), note: sold ? say("counted where they were sold") : "" },
    { label: say("In transit"), value: count(summary.in_transit) },
    { label: say("Whereabouts unknown"), value: count(summary.unlocated), note: summary.unlocated ? say("ask whoever had them last") : "", bad: summary.unlocated },
  ];
  if (gone.length) {
    const note = gone.map(([end, number]) => `${say(`end ${end}`)} ${count(number)}`).join(" · ");
    tiles.push({ label: say("Gone otherwise"), value: count(gone.reduce((sum, [, number]) => sum + number, 0)), note });
  }
  if (summary.stock.length) {
    const lots = new Set(summary.stock.map((row) => row.lot)).size;
    tiles.push({ label: say("Without item codes"), value: many(lots, "{n} lot", "{n} lots"), note: say("their whereabouts stand below") });
  }
  return tiles;
}

/** "7 places · Jinan 72, Ningbo 48 and Hangzhou 48": how many, and where most are. */
function most(places, one, more) {
  if (!places.length) return "";
  const first = places.slice(0, NAMED).map((place) => `${named(place) || shortId(place.id)} ${count(place.objects)}`);
  const told = places.length > NAMED ? `${first.join(", ")} …` : list(first);
  return one ? `${many(places.length, one, more)} · ${told}` : told;
}

/** Where what is counted is; of those at a place, so many were sold there. */
export function places(holder, trace) {
  const { summary } = trace;
  const lines = summary.locations.map((place) => [named(place) || shortId(place.id), place.objects, place.sold]);
  if (summary.in_transit) lines.push([say("In transit"), summary.in_transit, 0]);
  if (summary.unlocated) lines.push([say("Whereabouts unknown"), summary.unlocated, 0]);
  counted(holder, say("Where everything is now"), say("Place"), lines, trace);
}

export function holders(holder, trace) {
  const lines = trace.summary.holders.map((party) => [named(party) || shortId(party.id), party.objects, party.sold]);
  counted(holder, say("Who holds it now"), say("Organisation"), lines, trace);
}

/** Lots whose items have no codes: how much is where, in what, with whom. */
export function stock(holder, trace) {
  const rows = trace.summary.stock;
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const heading = say("Lots without item codes: where some may be, as far as events tell");
  const heads = [say("Lot"), say("Where"), say("Quantity"), say("Container"), say("Since"), say("Organisation")];
  holder.replaceChildren(
    element("h2", {}, heading),
    element("div", { class: "hw-scroll", tabindex: "0", role: "region", "aria-label": heading },
      element("table", { class: "hw-table" },
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, ...rows.map((row) => element("tr", {},
          lotCell(row.lot, trace),
          element("td", {}, standing(row)),
          element("td", { class: "num" }, row.quantity === null ? "?" : row.uom ? amount({ value: row.quantity, uom: row.uom }) : many(Number(row.quantity), "{n} item", "{n} items")),
          element("td", {}, row.via ? shortId(row.via) : ""),
          element("td", { class: "when" }, when(row.since)),
          element("td", {}, row.holder ? named(row.holder) || shortId(row.holder.id) : "")))))),
  );
}

/** A lot by name and number, where the answer has its node. */
function lotCell(id, trace) {
  const node = trace.nodes.find((one) => one.id === id);
  const name = named(node);
  return element("th", { scope: "row" }, name ? `${name} · ${node.lot}` : shortId(id), name ? element("small", {}, shortId(id)) : null);
}

function standing(row) {
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
        element("tbody", {}, ...rows.map((row) => element("tr", {}, lotCell(row.lot, trace), element("td", {}, row.uom ? UNITS[row.uom] ?? row.uom : say("items")),
          ...fields.map((field) => element("td", { class: "num" }, String(row[field])))))))),
  );
}

function counted(holder, heading, label, lines, trace) {
  // A trace back asks where things came from: nobody looked for where they are.
  holder.hidden = trace.direction === "back";
  const top = lines.reduce((high, [, number]) => Math.max(high, number), 0);
  const sold = lines.some(([, , number]) => number);
  const table = lines.length
    ? element("table", { class: "hw-table" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, label), element("th", { scope: "col", class: "num" }, say("Items")),
          sold ? element("th", { scope: "col", class: "num" }, say("of them sold")) : null)),
        element("tbody", {}, ...lines.map(([name, number, gone]) => {
          const bar = element("span", { class: "hw-share", "aria-hidden": "true" });
          bar.style.width = `${Math.max(2, (100 * number) / top)}%`;
          return element("tr", {}, element("th", { scope: "row" }, name, bar), element("td", { class: "num" }, count(number)),
            sold ? element("td", { class: "num" }, count(gone)) : null);
        })))
    : element("p", { class: "hw-quiet" }, say("Nothing that can be counted."));
  holder.replaceChildren(element("h2", {}, heading), table);
}
