import assert from "node:assert/strict";
import { test } from "node:test";

import { isCollapsed, ofNodes, ofServer } from "../src/paging.js";

const node = (id) => ({ id, kind: "object" });
const nodes = Array.from({ length: 120 }, (_, index) => node(`n${index}`));

test("members of a group come fifty at a time, and the last page says so", async () => {
  const source = ofNodes(nodes);
  const pages = [await source.page(0), await source.page(1), await source.page(2)];
  assert.equal(source.total, 120);
  assert.deepEqual(pages.map((page) => [page.nodes.length, page.more]), [[50, true], [50, true], [20, false]]);
  assert.equal(pages[2].nodes[0].id, "n100");
});

test("a page of exactly fifty is the last one", async () => {
  assert.equal((await ofNodes(nodes.slice(0, 50)).page(0)).more, false);
});

test("what the server collapsed is asked for by its lot, each page from where the one before ended", async () => {
  const asked = [];
  const parts = [
    { subject: node("s"), nodes: [node("s"), node("a"), node("b")], next: "7" },
    { subject: node("s"), nodes: [node("s"), node("c")], next: null },
  ];
  const source = ofServer({ ...node("https://id.gs1.org/01/1/10/L#objects"), objects: 3 }, async (parameters) => {
    asked.push(parameters);
    return parts[asked.length - 1];
  });
  const first = await source.page(0);
  const second = await source.page(1);
  assert.deepEqual(first, { nodes: [node("a"), node("b")], more: true });
  assert.deepEqual(second, { nodes: [node("c")], more: false });
  assert.deepEqual(asked, [{ within: "https://id.gs1.org/01/1/10/L#objects", cursor: null }, { within: "https://id.gs1.org/01/1/10/L#objects", cursor: "7" }]);
});

test("only nodes that stand for many are collapsed", () => {
  assert.equal(isCollapsed(node("https://id.gs1.org/01/1/10/L#objects")), true);
  assert.equal(isCollapsed(node("https://id.gs1.org/01/1/10/L")), false);
});
