// What the server is asked. An answer that says no is an Error with the server's own words.

import { isCollapsed } from "./paging.js";

export class Refusal extends Error {}

async function ask(address, parameters, read) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json, text/html" }, credentials: "same-origin" });
  if (!answer.ok) {
    const isProblem = (answer.headers.get("Content-Type") ?? "").includes("json");
    throw new Refusal(isProblem ? (await answer.json()).detail : `${answer.status} ${answer.statusText}`);
  }
  return read(answer);
}

/** One part of a trace; `cursor` asks for the next. */
export const trace = (address, parameters) => ask(address, parameters, (answer) => answer.json());

/** What is known of one thing, as the markup of the side panel (made by the server from its own templates). */
export const thing = (address, parameters) => ask(address, parameters, (answer) => answer.text());

/** A trace without the nodes that stand for many objects, which are about to be listed one by one. */
export function withoutCollapsed(trace) {
  return {
    ...trace,
    nodes: trace.nodes.filter((node) => !isCollapsed(node)),
    edges: trace.edges.filter((edge) => !isCollapsed({ id: edge.from }) && !isCollapsed({ id: edge.to })),
  };
}

/** Joins a further part to a trace. The summary of the first part stands: it speaks of the whole. */
export function joined(first, next) {
  const known = new Set(first.nodes.map((node) => node.id));
  return {
    ...first,
    nodes: [...first.nodes, ...next.nodes.filter((node) => !known.has(node.id))],
    edges: [...first.edges, ...next.edges],
    truncated: next.truncated,
    next: next.next,
  };
}
