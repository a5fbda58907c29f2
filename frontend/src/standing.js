// What stands where: items and stock of a summary, by place.

/**
 * @param {object} summary of a trace
 * @returns {{drawn: object[], rest: object[]}} places with coordinates, most items first, and places without; each
 *   as {place, objects, sold, stock} with the rows of `summary.stock` there
 */
export function standing(summary) {
  const found = new Map();
  const at = (place) => {
    if (!found.has(place.id)) found.set(place.id, { place, objects: 0, sold: 0, stock: [] });
    return found.get(place.id);
  };
  for (const place of summary.locations) {
    const one = at(place);
    one.objects += place.objects;
    one.sold += place.sold;
  }
  for (const row of summary.stock) if (row.place && !row.in_transit) at(row.place).stock.push(row);
  const all = [...found.values()].sort((a, b) => b.objects - a.objects);
  const known = ({ place }) => place.latitude !== null && place.longitude !== null;
  return { drawn: all.filter(known), rest: all.filter((one) => !known(one)) };
}
