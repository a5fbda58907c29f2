import assert from "node:assert/strict";
import { test } from "node:test";

import { marks, standing } from "../src/standing.js";

const place = (id, latitude, longitude, more = {}) => ({ id, name: id, name_zh: id, latitude, longitude, ...more });
const stock = (lot, where, in_transit = false) => ({ lot, place: where, in_transit, quantity: "5", uom: "KGM" });

test("items and stock of one place are one mark, most items first", () => {
  const jinan = place("jinan", 36.6, 117, { objects: 3, sold: 1 });
  const ningbo = place("ningbo", 29.9, 121.5, { objects: 8, sold: 0 });
  const { drawn, rest } = standing({ locations: [jinan, ningbo], stock: [stock("A", jinan), stock("B", jinan)] });
  assert.deepEqual(drawn.map((one) => [one.place.id, one.objects, one.sold, one.stock.length]), [["ningbo", 8, 0, 0], ["jinan", 3, 1, 2]]);
  assert.deepEqual(rest, []);
});

test("a place without coordinates is named, not drawn; the equator and Greenwich are coordinates", () => {
  const { drawn, rest } = standing({ locations: [place("nowhere", null, null, { objects: 1, sold: 0 }), place("gulf", 0, 0, { objects: 1, sold: 0 })], stock: [] });
  assert.deepEqual(drawn.map((one) => one.place.id), ["gulf"]);
  assert.deepEqual(rest.map((one) => one.place.id), ["nowhere"]);
});

test("stock on the way, or of which nobody said where, stands nowhere", () => {
  const { drawn, rest } = standing({ locations: [], stock: [stock("A", place("jinan", 36.6, 117), true), stock("B", null)] });
  assert.deepEqual([drawn, rest], [[], []]);
});

test("places that a map cannot tell apart are one mark; the others keep theirs", () => {
  const { drawn } = standing({
    locations: [place("shop", 36.61, 117, { objects: 2, sold: 0 }), place("store", 36.6, 117, { objects: 3, sold: 0 }), place("port", 29.9, 121.5, { objects: 4, sold: 0 })],
    stock: [],
  });
  const named = (near) => marks(drawn, near).map((mark) => [mark.objects, mark.places.map((one) => one.place.id)]);
  assert.deepEqual(named(0.05), [[5, ["store", "shop"]], [4, ["port"]]]);
  assert.deepEqual(named(0), [[4, ["port"]], [3, ["store"]], [2, ["shop"]]]);
});
