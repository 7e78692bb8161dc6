import type { Plan } from '../../plan/index.ts';

export interface ExposureRead {
  readonly relation: string;
  /** Columns that are not what they were; null: its rows are not, and so nothing of it. */
  readonly columns: readonly string[] | null;
}

/** What an exposure would see otherwise, relation by relation. A relation's name has two parts; what follows is a column. */
export function exposureReads({ columns }: Plan['exposures'][number]): ExposureRead[] {
  const reads = new Map<string, string[] | null>();
  for (const name of columns) {
    const [schema, table, ...rest] = name.split('.');
    const relation = table === undefined ? schema! : `${schema}.${table}`;
    const known = reads.get(relation);
    if (rest.length === 0) reads.set(relation, null);
    else if (known !== null) reads.set(relation, [...(known ?? []), rest.join('.')]);
  }
  return [...reads].map(([relation, list]) => ({ relation, columns: list }));
}
