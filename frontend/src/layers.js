// Which column a node stands in: 0 the subject, negative upstream of it, positive downstream.
//
// A node stands as far from the subject as its longest way there, so that every edge leads to the right. Cycles
// (rework into itself) are cut at the edge that closes them; that edge then leads to the left. All walks are
// iterative: a chain may be ten thousand long.
//
// What is packed stands before its container, which it went into, unless the container is something itself in this
// trace, of a lot or made: then the trace leads from the container to what was in it.

const MAKES = new Set(["membership", "transformation"]);
const PACKS = new Set(["containment", "association"]);

/**
 * @param {string[]} ids of all nodes
 * @param {{from: string, to: string, kind?: string}[]} edges from upstream to downstream
 * @param {string} subject
 * @returns {Map<string, number>} column by node id, every id in it
 */
export function layers(ids, edges, subject) {
  const known = new Set(ids);
  const made = new Set(edges.filter((edge) => MAKES.has(edge.kind)).map((edge) => edge.to));
  const led = edges.map((edge) => (PACKS.has(edge.kind) && made.has(edge.to) ? { from: edge.to, to: edge.from } : edge));
  const down = neighbours(led, "from", "to", known);
  const up = neighbours(led, "to", "from", known);
  const columns = new Map([[subject, 0]]);
  for (const [id, far] of longest(subject, down)) columns.set(id, far);
  for (const [id, far] of longest(subject, up)) if (far > 0 && !columns.has(id)) columns.set(id, -far);
  attachRest(ids, columns, down, up);
  return columns;
}

/** Edges as lists of neighbours, in the order in which they came. */
export function neighbours(edges, from, to, known) {
  const lists = new Map();
  for (const edge of edges) {
    if (!known.has(edge[from]) || !known.has(edge[to])) continue;
    const list = lists.get(edge[from]);
    if (list) list.push(edge[to]);
    else lists.set(edge[from], [edge[to]]);
  }
  return lists;
}

/** The longest way from `start` to each node that it reaches, edges that close a cycle left out. */
function longest(start, next) {
  const order = [];
  const state = new Map([[start, 1]]); // 1 on the way, 2 done
  const closing = new Set();
  const stack = [[start, 0]];
  while (stack.length) {
    const top = stack[stack.length - 1];
    const [id, position] = top;
    const list = next.get(id) ?? [];
    if (position === list.length) {
      state.set(id, 2);
      order.push(id);
      stack.pop();
      continue;
    }
    top[1] += 1;
    const neighbour = list[position];
    if (!state.has(neighbour)) {
      state.set(neighbour, 1);
      stack.push([neighbour, 0]);
    } else if (state.get(neighbour) === 1) {
      closing.add(`${id}\n${neighbour}`);
    }
  }
  const far = new Map([[start, 0]]);
  for (const id of order.reverse()) {
    for (const neighbour of next.get(id) ?? []) {
      if (closing.has(`${id}\n${neighbour}`)) continue;
      far.set(neighbour, Math.max(far.get(neighbour) ?? 0, far.get(id) + 1));
    }
  }
  return far;
}

/** Nodes that are neither up nor down of the subject (what else a parent made) stand beside what they touch. */
function attachRest(ids, columns, down, up) {
  const queue = ids.filter((id) => columns.has(id));
  for (let head = 0; head < queue.length; head += 1) {
    const id = queue[head];
    for (const [list, step] of [[down.get(id), 1], [up.get(id), -1]]) {
      for (const neighbour of list ?? []) {
        if (columns.has(neighbour)) continue;
        columns.set(neighbour, columns.get(id) + step);
        queue.push(neighbour);
      }
    }
  }
  for (const id of ids) if (!columns.has(id)) columns.set(id, 0);
}
