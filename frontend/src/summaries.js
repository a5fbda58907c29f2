// The scope in numbers, where everything is now, what is on the way and amounts without item codes included, who holds it,
// and what lots balance to.

import { element } from "./elements.js";
import { cell, row, rowHead, table } from "./sheet.js";
import { timed } from "./timed.js";
import { amount, called, count, decimal, list, many, named, say, shortId, stateOf, UNITS } from "./words.js";

/** Places or holders that a tile names. */
const NAMED = 2;

/** What somebody with a bad lot must know first: how much, where, with whom, what is sold, what nobody can find. */
export function totals(holder, trace) {
  const { summary } = trace;
  const tiles = [
    { label: trace.direction === "back" ? say("In this trace") : say("Affected"), wide: true, value: many(summary.objects, "{n} item", "{n} items"), note: affected(summary) },
    ...(trace.direction === "back" ? [] : whereabouts(summary)),
    { label: say("Leads on unseen"), value: count(summary.hidden), note: summary.hidden ? say("lots and groups of items; ask who holds them") : "", bad: summary.hidden },
  ];
  holder.replaceChildren(...tiles.map(({ label, value, note, bad, wide }) =>
    element("div", { class: [bad && "bad", wide && "wide"].filter(Boolean).join(" ") || null }, element("dt", {}, label), element("dd", {}, value), note ? element("dd", { class: "note" }, note) : null)));
}

function affected(summary) {
  const weights = summary.quantities.filter((one) => one.uom).map((one) => say("outermost lots: {amount}", { amount: amount(one) }));
  const packed = summary.containers ? [many(summary.containers, "{n} container", "{n} containers")] : [];
  return [...packed, many(summary.lots, "in {n} lot", "in {n} lots"), ...weights, many(summary.events, "{n} event", "{n} events")].join(" · ");
}

function whereabouts(summary) {
  const total = (places) => places.reduce((sum, place) => sum + place.objects, 0);
  const placed = total(summary.locations);
  const ownerless = placed - total(summary.holders);
  const sold = summary.ended.sold ?? 0;
  const gone = Object.entries(summary.ended).filter(([end]) => end !== "sold");
  const over = ended(summary);
  const tiles = [
    { label: say("At known places"), wide: true, value: count(placed), note: dotted(most(summary.locations, "{n} place", "{n} places"), over) },
    { label: say("With whom"), wide: true, value: many(summary.holders.length, "{n} holder", "{n} holders"), note: dotted(most(summary.holders), ownerless ? say("not known for {n}", { n: count(ownerless) }) : "", over) },
    { label: say("Sold"), value: count(sold), note: sold ? say("counted where they were sold") : "" },
    { label: say("In transit"), value: count(summary.in_transit) },
    { label: say("Whereabouts unknown"), value: count(summary.unlocated), note: summary.unlocated ? say("ask whoever had them last") : "", bad: summary.unlocated },
  ];
  if (gone.length) {
    tiles.push({ label: say("Gone otherwise"), value: count(gone.reduce((sum, [, number]) => sum + number, 0)), note: dotted(numbered(gone), say("counted where it happened")) });
  }
  const lots = new Set(summary.stock.filter((row) => !isCoded(row)).map((row) => row.lot)).size;
  if (lots) {
    tiles.push({ label: say("Without item codes"), value: many(lots, "{n} lot", "{n} lots"), note: say("their whereabouts stand below") });
  }
  return tiles;
}

const dotted = (...parts) => parts.filter(Boolean).join(" · ");

/** "Sold 9, Destroyed 1" */
const numbered = (ends) => list(ends.map(([end, number]) => `${stateOf(end)} ${count(number)}`));

/** What is over is still counted where that happened: whoever reads a number of a place or holder must know. */
function ended(summary) {
  const ends = Object.entries(summary.ended).filter(([, number]) => number);
  return ends.length ? say("Of these: {ends}", { ends: numbered(ends) }) : "";
}

/** "7 places · Jinan 72, Ningbo 48 …": how many, and where most are. */
function most(places, one, more) {
  if (!places.length) return "";
  const first = list(places.slice(0, NAMED).map((place) => `${called(place)} ${count(place.objects)}`));
  const told = places.length > NAMED ? `${first} …` : first;
  return one ? `${many(places.length, one, more)} · ${told}` : told;
}

/** Where what is counted is; of those at a place, so many were sold there. */
export function places(holder, trace) {
  const { summary } = trace;
  const lines = summary.locations.map((place) => [called(place), place.objects, place.sold]);
  if (summary.in_transit) lines.push([say("In transit"), summary.in_transit, 0]);
  if (summary.unlocated) lines.push([say("Whereabouts unknown"), summary.unlocated, 0]);
  counted(holder, say("Where everything is now"), say("Place"), lines, trace);
}

export function holders(holder, trace) {
  const lines = trace.summary.holders.map((party) => [called(party), party.objects, party.sold]);
  counted(holder, say("Who holds it now"), say("Organisation"), lines, trace);
}

/** What moves between two places, and who can be called about it. */
export function shipments(holder, trace) {
  const rows = trace.summary.shipments;
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const heads = { from: say("From where"), to: say("To where"), objects: say("Items"), by: say("Whom to ask"), since: say("Since") };
  holder.replaceChildren(
    element("h2", {}, say("On the way")),
    table(say("On the way"), columns(heads, "objects"), rows.map((one) => row([
      cell(heads.from, [called(one.from) || say("not told")]),
      cell(heads.to, [called(one.to) || say("not told")]),
      cell(heads.objects, [count(one.objects)], { class: "num" }),
      cell(heads.by, [called(one.by) || say("not known")]),
      cell(heads.since, [timed(one)]),
    ]))),
  );
}

/** Headings as a table takes them; those of numbers stand at the right. */
const columns = (heads, ...numbers) => Object.entries(heads).map(([key, label]) => [label, numbers.includes(key)]);

/** Whether as many items as are told to stand somewhere were given codes there: most likely these. */
const isCoded = (stock) => !stock.uom && stock.quantity !== null && stock.coded >= Number(stock.quantity);

/** What is told by quantity: how much is where, in what, with whom; last what was most likely given codes. */
export function stock(holder, trace) {
  const rows = [...trace.summary.stock].sort((one, other) => isCoded(one) - isCoded(other));
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const heading = say("Amounts without item codes: where some may be, as far as events tell");
  const heads = { lot: say("Lot"), where: say("Where"), quantity: say("Quantity"), via: say("Container"), since: say("Since"), holder: say("Organisation") };
  holder.replaceChildren(
    element("h2", {}, heading),
    table(heading, columns(heads, "quantity"), rows.map((one) => row([
      lotCell(one.lot, trace),
      cell(heads.where, [standing(one)]),
      cell(heads.quantity, [amountOf(one) || "?", one.coded ? element("small", {}, say("items given codes here: {n}; they may be the same goods", { n: count(one.coded) })) : "", one.claim ? element("span", { class: "hw-tag" }, say("claim")) : ""], { class: "num" }),
      cell(heads.via, [one.via ? shortId(one.via) : ""]),
      cell(heads.since, [timed(one)]),
      cell(heads.holder, [called(one.holder)]),
    ]))),
  );
}

/** How much of a lot a row of `stock` tells of; nothing where nobody said. */
export function amountOf(stock) {
  if (stock.quantity === null) return "";
  return stock.uom ? amount({ value: stock.quantity, uom: stock.uom }) : many(Number(stock.quantity), "{n} item", "{n} items");
}

/** A lot by name and number, where the answer has its node. */
function lotCell(id, trace) {
  const node = trace.nodes.find((one) => one.id === id);
  const name = named(node);
  return rowHead([name ? `${name} · ${node.lot}` : shortId(id), name ? element("small", {}, shortId(id)) : ""]);
}

/** Where a row of `stock` is. */
export function standing(stock) {
  const name = called(stock.in_transit ? stock.destination : stock.place);
  if (stock.in_transit) return name ? say("On the way to {place}", { place: name }) : say("In transit");
  return name || say("Whereabouts unknown");
}

const BALANCE = ["made", "received", "on_hand", "shipped", "consumed", "sampled", "lost", "returned", "unaccounted"];

export function balance(holder, trace) {
  const rows = trace.summary.balance;
  holder.hidden = !rows.length;
  if (!rows.length) return;
  const heads = [[say("Lot")], [say("Unit")], ...BALANCE.map((field) => [say(`balance ${field}`), true])];
  holder.replaceChildren(
    element("h2", {}, say("Balance")),
    table(say("Balance"), heads, rows.map((one) => row([
      lotCell(one.lot, trace),
      cell(say("Unit"), [one.items ? say("items with codes") : one.uom ? UNITS[one.uom] ?? one.uom : say("items")]),
      ...BALANCE.map((field) => balanceCell(one, field)),
    ]))),
    isToldTwice(rows) ? element("p", { class: "hw-quiet" }, say("Of a lot with two rows, the items with codes may be among the amount told by quantity: the rows do not add up.")) : "",
  );
}

/** Whether a lot has a row of pieces told by quantity and one of items with codes. */
function isToldTwice(rows) {
  const told = new Set(rows.filter((one) => !one.items && !one.uom).map((one) => one.lot));
  return rows.some((one) => one.items && told.has(one.lot));
}

/** A number of a balance; one that cannot be, or that nobody can explain, says so in a word besides its colour. */
function balanceCell(balance, field) {
  const odd = oddity(field, Number(balance[field]));
  const told = [decimal(balance[field]), odd ? " " : "", odd ? element("strong", { class: "hw-tag bad" }, odd) : ""];
  return cell(say(`balance ${field}`), told, { class: odd ? "num odd" : "num" });
}

function oddity(field, value) {
  if (value < 0) return field === "unaccounted" ? say("more than there was") : say("below zero");
  return value > 0 && field === "unaccounted" ? say("missing") : "";
}

function counted(holder, heading, label, lines, trace) {
  // A trace back asks where things came from: nobody looked for where they are.
  holder.hidden = trace.direction === "back";
  const top = lines.reduce((high, [, number]) => Math.max(high, number), 0);
  const sold = lines.some(([, , number]) => number);
  const told = lines.length
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
  const over = lines.length ? ended(trace.summary) : "";
  holder.replaceChildren(element("h2", {}, heading), told, over ? element("p", { class: "hw-quiet" }, over) : "");
}
