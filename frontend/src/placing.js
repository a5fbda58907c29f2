// Where the boxes stand: columns from upstream (left) to downstream (right), rows so that few lines cross.

/** Sweeps over the columns; more change little. */
const SWEEPS = 4;

/**
 * @param {{id: string, column: number}[]} boxes
 * @param {{from: string, to: string}[]} links
 * @returns {Map<string, {x: number, y: number}>} x counts columns, y rows with 0 in the middle
 */
export function place(boxes, links) {
  const columns = new Map();
  for (const box of boxes) {
    if (!columns.has(box.column)) columns.set(box.column, []);
    columns.get(box.column).push(box.id);
  }
  const order = [...columns.keys()].sort((a, b) => a - b);
  const rows = new Map();
  for (const column of order) spread(columns.get(column), rows);

  const touching = new Map(boxes.map((box) => [box.id, []]));
  for (const link of links) {
    touching.get(link.from).push(link.to);
    touching.get(link.to).push(link.from);
  }
  const columnOf = new Map(boxes.map((box) => [box.id, box.column]));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? order : [...order].reverse()) {
      const ids = columns.get(column);
      const wish = new Map(ids.map((id) => [id, middle(id, column, forward, touching, columnOf, rows)]));
      // Array.sort is stable: boxes without a wish of their own keep their order.
      ids.sort((a, b) => wish.get(a) - wish.get(b));
      spread(ids, rows);
    }
  }
  return new Map(boxes.map((box) => [box.id, { x: box.column, y: rows.get(box.id) }]));
}

function spread(ids, rows) {
  ids.forEach((id, index) => rows.set(id, index - (ids.length - 1) / 2));
}

/** The mean row of what a box touches on the side that was placed before it. */
function middle(id, column, forward, touching, columnOf, rows) {
  let sum = 0;
  let count = 0;
  for (const other of touching.get(id)) {
    const before = forward ? columnOf.get(other) < column : columnOf.get(other) > column;
    if (!before) continue;
    sum += rows.get(other);
    count += 1;
  }
  return count ? sum / count : rows.get(id);
}
