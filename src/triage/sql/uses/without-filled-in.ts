import { isFilledIn } from '../text/placeholder.ts';
import { type UseSet, useAll } from './use-set.ts';

/** Takes out what has a name that is filled in later. A relation of that kind may be any; a column may be any of its relation, or of all that it may belong to. Whether there was one. */
export function withoutFilledIn(uses: UseSet): boolean {
  let found = false;
  for (const side of [uses.reads, uses.writes]) {
    for (const [relation, used] of [...side]) {
      if (isFilledIn(relation)) {
        side.delete(relation);
        found = true;
        continue;
      }
      for (const column of [...used.columns].filter(isFilledIn)) {
        used.columns.delete(column);
        used.all = true;
        found = true;
      }
    }
  }
  const loose = uses.loose.splice(0);
  for (const each of loose) {
    const candidates = each.candidates.map((level) => level.filter((one) => !isFilledIn(one)));
    if (!isFilledIn(each.column)) {
      uses.loose.push({ ...each, candidates });
      continue;
    }
    found = true;
    for (const relation of candidates.flat()) if (uses.reads.has(relation)) useAll(uses.reads, relation);
  }
  return found;
}
