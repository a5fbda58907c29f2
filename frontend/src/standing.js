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

/**
 * Places that a map of this scale cannot tell apart, as one mark: nearer to the first of it than `near` degrees.
 *
 * @param {object[]} drawn of `standing`
 * @param {number} near
 * @returns {{places: object[], objects: number}[]} most items first; each mark stands where its first place is
 */
export function marks(drawn, near) {
  const found = [];
  for (const one of drawn) {
    const mark = found.find(({ places: [{ place }] }) => Math.hypot(place.latitude - one.place.latitude, place.longitude - one.place.longitude) <= near);
    if (mark) mark.places.push(one);
    else found.push({ places: [one] });
  }
  return found
    .map(({ places }) => ({ places, objects: places.reduce((sum, { objects }) => sum + objects, 0) }))
    .sort((a, b) => b.objects - a.objects);
}
