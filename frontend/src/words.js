// Words, numbers and times in the reader's language. The page brings its words; English ones are the keys.

const bag = JSON.parse(document.getElementById("explorer-words")?.textContent ?? "{}");
const language = document.documentElement.lang || "en";
const chinese = language.startsWith("zh");

// British English writes the day first and 24 hours, as the rest of the site does.
const region = language === "en" ? "en-GB" : language;
const number = new Intl.NumberFormat(language);
const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
const time = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const dayOnly = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeZone: "UTC" });

/** The words for an English key, its {fields} filled in. */
export function say(key, fields = {}) {
  const text = bag[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}

/** "1 item" or "3 items": English has two keys, the second beginning "{n} " as well; Chinese words them alike. */
export const many = (value, one, more) => say(value === 1 ? one : more, { n: count(value) });

export const count = (value) => number.format(value);
/** A decimal of an answer with all of its digits and a true minus sign. */
export const decimal = (text) => exact.format(text).replace("-", "−");

/** Things named one after the other, as in "Jinan, Ningbo"; Chinese has a comma of its own for that. */
export const list = (texts) => texts.filter(Boolean).join(chinese ? "、" : ", ");

/** "22 Nov 2026, 08:24" on the clock that stands `offset` from UTC ("+08:00"); on that of UTC where it is not known. */
export const when = (iso, offset) => (iso ? time.format(onClock(iso, offset)) : "");

/** The name of that clock: "UTC+08:00", or "UTC". */
export const zone = (offset) => `UTC${minutesOf(offset) ? offset : ""}`;

/** Both in one line. */
export const moment = (iso, offset) => (iso ? `${when(iso, offset)} ${zone(offset)}` : "");

// Shifted and shown as UTC: not every browser knows a time zone that is named by its offset.
const onClock = (iso, offset) => new Date(Date.parse(iso) + minutesOf(offset) * 60_000);

function minutesOf(offset) {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset ?? "") ?? [];
  return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** UN/ECE codes whose sign people know better. */
export const UNITS = { GRM: "g", KGM: "kg", TNE: "t", MLT: "ml", LTR: "l" };

/** "12.5 kg" */
export const amount = (quantity) => `${count(Number(quantity.value))} ${UNITS[quantity.uom] ?? quantity.uom ?? ""}`.trim();

/** "2 Mar 2026, 08:00 UTC+08:00", or "2 Mar 2026 – 4 Mar 2026", of edges that have a time; each on its own clock. */
export function span(edges) {
  const known = edges.filter((edge) => edge.time).sort((a, b) => (a.time < b.time ? -1 : 1));
  if (!known.length) return "";
  const [first, last] = [known[0], known.at(-1)];
  if (first.time === last.time) return moment(first.time, first.offset);
  const days = [first, last].map((edge) => dayOnly.format(onClock(edge.time, edge.offset)));
  return days[0] === days[1] ? days[0] : days.join(" – ");
}

/** The name in the reader's language, or in the other where it is missing. */
export function named(thing, field = "name") {
  if (!thing) return "";
  const [english, han] = [thing[field], thing[`${field}_zh`]];
  return (chinese ? han || english : english || han) || "";
}

/** Its name, else its own identifier without the domain; nothing of nothing. */
export const called = (thing) => (thing ? named(thing) || shortId(thing.id) : "");

/** What a node is called: its product's name, else its own identifier without the domain. */
export function title(node) {
  if (node.kind === "hidden") return say("Not shown to you");
  return named(node) || numberIn(node.id);
}

/** What tells a node from others of its product. */
export function number_of(node) {
  if (node.kind === "hidden") return "";
  if (node.serial) return node.serial;
  if (node.lot) return node.lot;
  return named(node) ? numberIn(node.id) : "";
}

/** The key alone where the address is that of a GS1 key and nothing else, as of an SSCC; else the path. */
const numberIn = (id) => shortId(id).replace(/^\d{2,4}\/([^/]+)$/, "$1");

export const kindOf = (node) => say(`kind ${node.kind}`);

/** A disposition or end of a life in words; one that no vocabulary has by its last part. */
export function stateOf(word) {
  if (!word) return "";
  const told = say(`state ${word}`);
  return told === `state ${word}` ? word.split(/[/:#]/).at(-1) : told;
}

export const shortId = (id) => id.replace(/^https?:\/\/[^/]+\//, "");
