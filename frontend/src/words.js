// Words, numbers and times in the reader's language. The page brings its words; English ones are the keys.

const bag = JSON.parse(document.getElementById("explorer-words")?.textContent ?? "{}");
const language = document.documentElement.lang || "en";
const chinese = language.startsWith("zh");

// British English writes the day first and 24 hours, as the rest of the site does.
const region = language === "en" ? "en-GB" : language;
const number = new Intl.NumberFormat(language);
const time = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" });
const together = new Intl.ListFormat(language, { style: "narrow", type: "conjunction" });
const dayOnly = new Intl.DateTimeFormat(region, { dateStyle: "medium" });

/** The words for an English key, its {fields} filled in. */
export function say(key, fields = {}) {
  const text = bag[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}

/** "1 item" or "3 items": English has two keys, the second beginning "{n} " as well; Chinese words them alike. */
export const many = (value, one, more) => say(value === 1 ? one : more, { n: count(value) });

export const count = (value) => number.format(value);
/** "Jinan, Ningbo and Hangzhou" */
export const list = (texts) => together.format(texts);

export const when = (iso) => (iso ? time.format(new Date(iso)) : "");

/** UN/ECE codes whose sign people know better. */
export const UNITS = { GRM: "g", KGM: "kg", TNE: "t", MLT: "ml", LTR: "l" };

/** "12.5 kg" */
export const amount = (quantity) => `${count(Number(quantity.value))} ${UNITS[quantity.uom] ?? quantity.uom ?? ""}`.trim();

/** "2 Mar 2026" or "2 Mar 2026 – 4 Mar 2026" of the times that are known. */
export function span(isos) {
  const known = isos.filter(Boolean).sort();
  if (!known.length) return "";
  if (known[0] === known.at(-1)) return when(known[0]);
  const [first, last] = [dayOnly.format(new Date(known[0])), dayOnly.format(new Date(known.at(-1)))];
  return first === last ? first : `${first} – ${last}`;
}

/** The name in the reader's language, or in the other where it is missing. */
export function named(thing, field = "name") {
  if (!thing) return "";
  const [english, han] = [thing[field], thing[`${field}_zh`]];
  return (chinese ? han || english : english || han) || "";
}

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

export const shortId = (id) => id.replace(/^https?:\/\/[^/]+\//, "");
