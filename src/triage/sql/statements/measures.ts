import type { LegacyMeasure } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';

/** Counts by name, while an object is read. */
export type Counting = Map<string, EstatePlace[]>;

const mostPlaces = 100;

export function measuresOf(counting: ReadonlyMap<string, readonly EstatePlace[]>): readonly LegacyMeasure[] {
  return [...counting]
    .filter(([, places]) => places.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([measure, places]) => ({ measure, count: places.length, places: places.slice(0, mostPlaces) }));
}

export function count(counting: Counting, measure: string, place: EstatePlace): void {
  const places = counting.get(measure);
  if (places === undefined) counting.set(measure, [place]);
  else places.push(place);
}
