// Pages of what stands behind one box: members that this page has, or objects that the server lists.

/** Nodes of a page; the server lists as many. */
export const PAGE = 50;

/**
 * @typedef {object} Source
 * @property {number} total
 * @property {(number: number) => Promise<{nodes: object[], more: boolean}>} page of that number, from 0
 */

/** @returns {Source} */
export const ofNodes = (nodes) => ({
  total: nodes.length,
  page: async (number) => ({ nodes: nodes.slice(number * PAGE, (number + 1) * PAGE), more: nodes.length > (number + 1) * PAGE }),
});

/** Whether a node of an answer stands for many objects, which the server kept to itself. */
export const isCollapsed = (node) => node.id.endsWith("#objects");

/**
 * The objects behind a collapsed node. Each answer tells where the next begins.
 *
 * @param {object} node
 * @param {(parameters: object) => Promise<object>} ask for a part of the trace
 * @returns {Source}
 */
export function ofServer(node, ask) {
  const begins = [null];
  return {
    total: node.objects,
    async page(number) {
      const part = await ask({ within: node.id, cursor: begins[number] });
      begins[number + 1] = part.next;
      // Besides the objects an answer has its subject, which is drawn by itself.
      return { nodes: part.nodes.filter((one) => one.id !== part.subject.id), more: part.next !== null };
    },
  };
}
