import type { Inventory } from './inventory.ts';
import { type Understanding, understandings } from './understanding.ts';

export type Understood = Readonly<Record<Understanding, number>>;

export interface InventoryCounts {
  readonly files: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<string, number>>;
  /** By dialect, `python` or `ssis`; objects that are used and defined nowhere are left out. */
  readonly dialects: readonly {
    readonly dialect: string;
    readonly objects: number;
    readonly statements: number;
    readonly understood: Understood;
  }[];
  readonly statements: number;
  readonly understood: Understood;
  /** How often each note was made, the most frequent first. */
  readonly notes: readonly { readonly code: string; readonly count: number }[];
}

/** What an inventory holds, in numbers. `understood` counts statements; an object without one counts as one. */
export function countInventory({ sources, objects }: Inventory): InventoryCounts {
  const files: Record<string, number> = {};
  const kinds: Record<string, number> = {};
  const notes = new Map<string, number>();
  const byDialect = new Map<
    string,
    { objects: number; statements: number; understood: Record<Understanding, number> }
  >();
  const total = empty();
  let statements = 0;
  for (const { format } of sources) files[format] = (files[format] ?? 0) + 1;
  for (const object of objects) {
    kinds[object.kind] = (kinds[object.kind] ?? 0) + 1;
    if (object.kind === 'external') continue;
    for (const { code } of object.notes) notes.set(code, (notes.get(code) ?? 0) + 1);
    const dialect = object.dialect ?? 'none';
    const own = byDialect.get(dialect) ?? { objects: 0, statements: 0, understood: empty() };
    byDialect.set(dialect, own);
    own.objects++;
    own.statements += object.statements.length;
    statements += object.statements.length;
    const all = object.statements.length === 0 ? [object] : object.statements;
    for (const { understanding } of all) {
      own.understood[understanding]++;
      total[understanding]++;
    }
  }
  return {
    files,
    kinds,
    dialects: [...byDialect]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([dialect, own]) => ({ dialect, ...own })),
    statements,
    understood: total,
    notes: [...notes]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([code, count]) => ({ code, count })),
  };
}

function empty(): Record<Understanding, number> {
  return Object.fromEntries(understandings.map((each) => [each, 0])) as Record<Understanding, number>;
}
