// Tables that a phone can show: below a certain width each row is a card, and each cell says which column it is of.

import { element } from "./elements.js";

/**
 * A cell that knows its column.
 *
 * @param {string} label the column's heading
 * @param {(Node|string|null)[]} children
 * @param {object} attributes
 */
export const cell = (label, children, attributes = {}) =>
  element("td", { role: "cell", "data-label": label, ...attributes }, ...children.filter((child) => child !== null && child !== ""));

export const rowHead = (children, attributes = {}) => element("th", { scope: "row", role: "rowheader", ...attributes }, ...children);

export const row = (cells, attributes = {}) => element("tr", { role: "row", ...attributes }, ...cells);

/**
 * The frame that scrolls where rows are not cards. Roles are said anew: a browser forgets them where a cell is no longer
 * laid out as one.
 *
 * @param {string} name of the region
 * @param {Node} head
 * @param {Node} body
 * @param {object} attributes of the table
 * @param {(Node|null)[]} before what stands first in the table, as its caption
 */
export function sheet(name, head, body, attributes = {}, ...before) {
  head.setAttribute("role", "rowgroup");
  body.setAttribute("role", "rowgroup");
  return element("div", { class: "hw-scroll", tabindex: "0", role: "region", "aria-label": name },
    element("table", { class: "hw-table hw-cards", role: "table", "aria-label": name, ...attributes }, ...before, head, body));
}

/** A whole table of rows that are made already. */
export function table(name, heads, rows) {
  const columns = heads.map(([label, number]) => element("th", { scope: "col", role: "columnheader", class: number ? "num" : null }, label));
  return sheet(name, element("thead", {}, row(columns)), element("tbody", {}, ...rows));
}
