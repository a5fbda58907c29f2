// Columns: what leads to what stands to its left.

import assert from "node:assert/strict";
import test from "node:test";

import { layers } from "../src/layers.js";

const edge = (from, to, kind) => ({ from, to, kind });

test("what is packed stands before a pallet that is only what stands on it", () => {
  const edges = [edge("lot", "can", "membership"), edge("can", "pallet", "containment")];
  assert.deepEqual(Object.fromEntries(layers(["lot", "can", "pallet"], edges, "lot")), { lot: 0, can: 1, pallet: 2 });
});

test("what was in a case of a lot stands after it, in both directions", () => {
  const ids = ["cases", "case", "can", "cans"];
  const edges = [edge("cases", "case", "membership"), edge("can", "case", "containment"), edge("cans", "can", "membership")];
  assert.deepEqual(Object.fromEntries(layers(ids, edges, "cases")), { cases: 0, case: 1, can: 2, cans: 1 });
  assert.deepEqual(Object.fromEntries(layers(ids, edges, "can")), { can: 0, case: -1, cases: -2, cans: -1 });
});
