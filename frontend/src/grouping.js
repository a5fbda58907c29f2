// What is drawn of a trace: nodes of their own, and groups that stand for many siblings.
//
// Siblings are of one kind and product, stand in one column and hang on the same things on the side of the subject.
// Grouping goes outward from the subject, so that the cans of grouped cases are grouped in turn: a pallet of
// sixty cases of twelve is three boxes. An opened group shows its first members and keeps the rest.

import { layers, neighbours } from "./layers.js";

/** Siblings that are still drawn one by one. */
export const FEW = 6;
/** How many more members each opening of a group shows. */
export const PAGE = 40;
/** Columns drawn on either side of the subject before one box stands for all that is further away. */
export const REACH = 24;
/** Boxes of one kind and product that a column holds before they are grouped though they hang on different things. */
export const CROWD = 60;

/**
 * @typedef {object} Box what is drawn as one
 * @property {string} id of the node, or of the group
 * @property {number} column
 * @property {object[]} members nodes of the answer; one for a node of its own
 * @property {boolean} group
 * @property {number} shown members of the group that are drawn beside it
 * @property {"siblings"|"further"} [why]
 */

/** The column of each node: what `layers` makes of a trace. */
export const columnsOf = (trace) => layers(trace.nodes.map((node) => node.id), trace.edges, trace.subject.id);

/**
 * @param {object} trace an answer of the trace API
 * @param {Map<string, number>} opened by group id, how often it was opened
 * @param {Map<string, number>} columns by node id
 * @returns {{boxes: Box[], links: object[], boxOf: Map<string, string>}}
 */
export function group(trace, opened = new Map(), columns = columnsOf(trace)) {
  const subject = trace.subject.id;
  const ids = trace.nodes.map((node) => node.id);
  const known = new Set(ids);
  const down = neighbours(trace.edges, "from", "to", known);
  const up = neighbours(trace.edges, "to", "from", known);

  const boxes = [];
  const boxOf = new Map();
  const put = (box) => {
    boxes.push(box);
    for (const node of box.members) boxOf.set(node.id, box.id);
  };

  const rings = new Map();
  const beyond = [[], []];
  for (const node of trace.nodes) {
    const column = columns.get(node.id);
    const side = column < 0 ? 0 : 1;
    const reach = REACH * (1 + (opened.get(`further:${side}`) ?? 0));
    if (Math.abs(column) > reach) beyond[side].push(node);
    else append(rings, Math.abs(column), node);
  }
  for (const ring of [...rings.keys()].sort((a, b) => a - b)) {
    const families = new Map();
    for (const node of rings.get(ring)) append(families, signature(node, columns, up, down, boxOf, subject), node);
    for (const box of crowded(families, columns, opened)) put(box);
  }
  beyond.forEach((members, side) => {
    if (!members.length) return;
    const reach = REACH * (1 + (opened.get(`further:${side}`) ?? 0)) + 1;
    put({ id: `further:${side}`, column: side ? reach : -reach, members, group: true, shown: 0, why: "further" });
  });
  return { boxes, links: links(trace.edges, boxOf), boxOf };
}

function signature(node, columns, up, down, boxOf, subject) {
  if (node.id === subject) return "subject";
  const column = columns.get(node.id);
  // Only what is nearer to the subject has its box by now.
  const inner = column < 0 ? down : column > 0 ? up : new Map();
  const held = new Set((inner.get(node.id) ?? []).map((id) => boxOf.get(id)).filter(Boolean));
  return [column, node.kind, node.product ?? "", ...[...held].sort()].join("\t");
}

/** Families of siblings as boxes; families of one kind and product are joined where a column is crowded. */
function crowded(families, columns, opened) {
  const drawn = [];
  const crowds = new Map();
  for (const [key, members] of families) {
    const made = family(key, members, columns, opened);
    const [column, kind, product] = key.split("\t");
    for (const box of made) append(crowds, [column, kind, product].join("\t"), box);
  }
  for (const [key, boxes] of crowds) {
    if (boxes.length <= CROWD || opened.has(`crowd:${key}`)) drawn.push(...boxes);
    else drawn.push(...family(`crowd:${key}`, boxes.flatMap((box) => box.members), columns, opened));
  }
  return drawn;
}

function family(key, members, columns, opened) {
  const column = columns.get(members[0].id);
  const single = (node) => ({ id: node.id, column, members: [node], group: false, shown: 0 });
  const shown = (opened.get(key) ?? 0) * PAGE;
  if (members.length <= FEW || members.length - shown < 2) return members.map(single);
  return [
    ...members.slice(0, shown).map(single),
    { id: key, column, members: members.slice(shown), group: true, shown, why: "siblings" },
  ];
}

/** Edges between boxes, those of one kind between the same two as one; claims stand apart from facts. */
function links(edges, boxOf) {
  const found = new Map();
  for (const edge of edges) {
    const from = boxOf.get(edge.from);
    const to = boxOf.get(edge.to);
    if (!from || !to || from === to) continue;
    const key = `${from}\n${to}\n${edge.kind}\n${edge.claim ?? false}`;
    const link = found.get(key);
    if (link) link.edges.push(edge);
    else found.set(key, { from, to, kind: edge.kind, claim: Boolean(edge.claim), edges: [edge] });
  }
  return [...found.values()];
}

function append(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
