import { readCatalog } from '../../../src/cli/legacy/read-catalog.ts';
import type { CatalogDefinition } from '../../../src/ports/index.ts';
import { assembleInventory } from '../../../src/triage/index.ts';
import type { Grammars } from '../../../src/triage/sql/index.ts';

export interface Score {
  readonly found: number;
  readonly expected: number;
  readonly both: number;
  /** `object → relation.column`: what the catalog knows and we did not find. */
  readonly missed: readonly string[];
  /** What we found and the catalog does not know. */
  readonly extra: readonly string[];
}

export interface Compared {
  readonly objects: number;
  readonly relations: Score;
  readonly columns: Score;
}

/** Our reads and writes of each object, without the catalog’s help, against what the catalog says. */
export function compareWithCatalog(
  definitions: readonly CatalogDefinition[],
  dialect: 'firebird' | 'postgres',
  grammars: Grammars,
): Compared {
  const objects = readCatalog('truth', definitions, dialect, grammars, false);
  const source = { file: 'catalog:truth', format: 'catalog' as const, bytes: 0, hash: '' };
  const inventory = assembleInventory([{ source, objects }]);
  const byId = new Map(inventory.objects.map((object) => [object.id, object]));
  const ours = { relations: new Set<string>(), columns: new Set<string>() };
  const theirs = { relations: new Set<string>(), columns: new Set<string>() };
  let count = 0;
  for (const { name, kind, uses, sql } of definitions) {
    if (uses === null || kind === 'table' || sql === null) continue;
    count++;
    const id = name.toLowerCase();
    const object = byId.get(id);
    for (const { relation, columns } of uses) {
      if (relation.toLowerCase() === id) continue;
      theirs.relations.add(`${id} → ${relation.toLowerCase()}`);
      for (const column of columns ?? [])
        theirs.columns.add(`${id} → ${relation.toLowerCase()}.${column.toLowerCase()}`);
    }
    for (const { reads, writes } of object?.statements ?? [])
      for (const { relation, columns } of [...reads, ...writes]) {
        if (relation === id) continue;
        ours.relations.add(`${id} → ${relation}`);
        for (const column of columns ?? ['*']) ours.columns.add(`${id} → ${relation}.${column}`);
      }
  }
  return {
    objects: count,
    relations: score(ours.relations, theirs.relations),
    columns: score(ours.columns, theirs.columns),
  };
}

export function score(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): Score {
  const both = [...theirs].filter((each) => ours.has(each)).length;
  return {
    found: ours.size,
    expected: theirs.size,
    both,
    missed: [...theirs].filter((each) => !ours.has(each)).sort(),
    extra: [...ours].filter((each) => !theirs.has(each)).sort(),
  };
}

export function scoreText(what: string, { found, expected, both }: Score): string {
  const percent = (part: number, whole: number) =>
    whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
  return `${what}: recall ${percent(both, expected)} (${both} of ${expected}), precision ${percent(both, found)} (${both} of ${found})`;
}
