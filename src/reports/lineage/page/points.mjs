// The data beside the page (see page-data.ts for its form), and what is asked of it all the time: points by their numbers, the edges at each, one way and the other.
export const data = JSON.parse(document.getElementById('data').textContent);
export const relations = data.relations;
export const rowsSubtype = 15;

export const first = [];
export let columnCount = 0;
for (const relation of relations) {
  first.push(columnCount);
  columnCount += relation.c.length;
}
export const pointCount = columnCount + relations.length;
export const relationOf = new Int32Array(pointCount);
relations.forEach((relation, r) => {
  for (let c = 0; c < relation.c.length; c++) relationOf[first[r] + c] = r;
  relationOf[columnCount + r] = r;
});
export const isRows = (point) => point >= columnCount;
export const columnOf = (point) => relations[relationOf[point]].c[point - first[relationOf[point]]];
export const nameOf = (point) =>
  isRows(point)
    ? `rows of ${relations[relationOf[point]].n}`
    : `${relations[relationOf[point]].n}.${columnOf(point)[0]}`;

/** The edges at each point, one way: those of point p stand from `start[p]` to `start[p + 1]`. */
export function edgesBy(ownAt, otherAt) {
  const count = data.edges.length / 3;
  const start = new Int32Array(pointCount + 1);
  for (let edge = 0; edge < count; edge++) start[data.edges[edge * 3 + ownAt] + 1]++;
  for (let point = 0; point < pointCount; point++) start[point + 1] += start[point];
  const next = start.slice();
  const other = new Int32Array(count);
  const code = new Uint8Array(count);
  for (let edge = 0; edge < count; edge++) {
    const at = next[data.edges[edge * 3 + ownAt]]++;
    other[at] = data.edges[edge * 3 + otherAt];
    code[at] = data.edges[edge * 3 + 2];
  }
  return { start, other, code };
}
export const up = edgesBy(1, 0);
export const down = edgesBy(0, 1);
/** The edges of a point as [other point, subtype, masked]. */
export const listOf = ({ start, other, code }, point) =>
  Array.from({ length: start[point + 1] - start[point] }, (_, index) => {
    const at = start[point] + index;
    return [other[at], code[at] % 16, code[at] >= 16];
  });
/** The relations that each relation reads. */
export const reads = new Map();
for (let at = 0; at < data.edges.length; at += 3) {
  const [a, b] = [relationOf[data.edges[at]], relationOf[data.edges[at + 1]]];
  if (a !== b) (reads.get(b) ?? reads.set(b, new Set()).get(b)).add(a);
}
export const isDirect = (subtype) => subtype < 3;
