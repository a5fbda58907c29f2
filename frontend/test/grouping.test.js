import assert from "node:assert/strict";
import { test } from "node:test";

import { CROWD, FEW, PAGE, REACH, group } from "../src/grouping.js";

const node = (id, kind = "lot", product = "A") => ({ id, kind, product });
const edge = (from, to, kind = "transformation") => ({ from, to, kind });
const names = (boxes) => boxes.map((box) => box.id).sort();

function pallets(pallets, cases, cans) {
  const nodes = [node("lot")];
  const edges = [];
  for (let p = 0; p < pallets; p += 1) {
    nodes.push(node(`p${p}`, "container", "P"));
    edges.push(edge("lot", `p${p}`, "membership"));
    for (let c = 0; c < cases; c += 1) {
      nodes.push(node(`p${p}c${c}`, "container", "C"));
      edges.push(edge(`p${p}`, `p${p}c${c}`, "containment"));
      for (let i = 0; i < cans; i += 1) {
        nodes.push(node(`p${p}c${c}i${i}`, "object", "I"));
        edges.push(edge(`p${p}c${c}`, `p${p}c${c}i${i}`, "containment"));
      }
    }
  }
  return { subject: { id: "lot" }, nodes, edges };
}

test("a few siblings are drawn one by one", () => {
  const trace = pallets(FEW, 0, 0);
  assert.equal(group(trace).boxes.length, 1 + FEW);
});

test("a thousand siblings are one box with its count", () => {
  const { boxes, links } = group(pallets(1000, 0, 0));
  assert.equal(boxes.length, 2);
  assert.equal(boxes[1].group, true);
  assert.equal(boxes[1].members.length, 1000);
  assert.deepEqual(links.map((link) => [link.from, link.to, link.edges.length]), [["lot", boxes[1].id, 1000]]);
});

test("grouping goes on below a group", () => {
  const { boxes } = group(pallets(20, 60, 12));
  assert.deepEqual(boxes.map((box) => box.members.length), [1, 20, 1200, 14400]);
  assert.deepEqual(boxes.map((box) => box.column), [0, 1, 2, 3]);
});

test("an opened group shows a page of members and keeps the rest", () => {
  const trace = pallets(1000, 0, 0);
  const key = group(trace).boxes[1].id;
  const { boxes } = group(trace, new Map([[key, 1]]));
  assert.equal(boxes.filter((box) => !box.group).length, 1 + PAGE);
  assert.equal(boxes.find((box) => box.group).members.length, 1000 - PAGE);
  assert.equal(boxes.find((box) => box.group).id, key);
});

test("siblings that hang on different things are told apart", () => {
  const trace = { subject: { id: "s" }, nodes: [node("s"), node("a", "lot", "X"), node("b", "lot", "Y")], edges: [edge("s", "a"), edge("s", "b")] };
  for (let i = 0; i < 2 * (FEW + 1); i += 1) {
    trace.nodes.push(node(`i${i}`, "object"));
    trace.edges.push(edge(i % 2 ? "a" : "b", `i${i}`, "membership"));
  }
  const groups = group(trace).boxes.filter((box) => box.group);
  assert.deepEqual(groups.map((box) => box.members.length), [FEW + 1, FEW + 1]);
});

test("upstream and downstream stand on their own sides", () => {
  const trace = { subject: { id: "s" }, nodes: ["u", "s", "d", "w"].map((id) => node(id)), edges: [edge("u", "s"), edge("s", "d"), edge("w", "u"), edge("w", "s")] };
  const columns = Object.fromEntries(group(trace).boxes.map((box) => [box.id, box.column]));
  assert.deepEqual(columns, { s: 0, u: -1, w: -2, d: 1 });
});

test("a lot that goes into itself does not hang the page", () => {
  const trace = { subject: { id: "a" }, nodes: ["a", "b", "c"].map((id) => node(id)), edges: [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("a", "a")] };
  assert.deepEqual(names(group(trace).boxes), ["a", "b", "c"]);
});

test("a chain of ten thousand is drawn near the subject, and one box stands for the rest", () => {
  const trace = { subject: { id: "0" }, nodes: [], edges: [] };
  for (let i = 0; i < 10000; i += 1) {
    trace.nodes.push(node(String(i)));
    if (i) trace.edges.push(edge(String(i - 1), String(i)));
  }
  const near = group(trace).boxes;
  assert.equal(near.length, 1 + REACH + 1);
  assert.equal(near.at(-1).members.length, 9999 - REACH);
  const wider = group(trace, new Map([[near.at(-1).id, 1]])).boxes;
  assert.equal(wider.length, 1 + 2 * REACH + 1);
});

test("a crowd of one kind and product is one box even where each hangs on another", () => {
  const trace = { subject: { id: "s" }, nodes: [node("s")], edges: [] };
  for (let i = 0; i < CROWD + 1; i += 1) {
    trace.nodes.push(node(`l${i}`, "lot", `P${i}`), node(`o${i}`, "object", "O"));
    trace.edges.push(edge("s", `l${i}`), edge(`l${i}`, `o${i}`, "membership"));
  }
  const objects = group(trace).boxes.filter((box) => box.members[0].kind === "object");
  assert.deepEqual(objects.map((box) => [box.group, box.members.length]), [[true, CROWD + 1]]);
});

test("a claim is a line of its own beside the facts", () => {
  const trace = { subject: { id: "a" }, nodes: [node("a"), node("b")], edges: [edge("a", "b"), { ...edge("a", "b"), claim: true }, edge("a", "b")] };
  assert.deepEqual(group(trace).links.map((link) => [link.claim, link.edges.length]), [[false, 2], [true, 1]]);
});

test("every node is in exactly one box", () => {
  const trace = pallets(9, 8, 7);
  const { boxes, boxOf } = group(trace);
  const all = boxes.flatMap((box) => box.members.map((member) => member.id));
  assert.equal(all.length, trace.nodes.length);
  assert.equal(new Set(all).size, trace.nodes.length);
  assert.equal(boxOf.size, trace.nodes.length);
});
