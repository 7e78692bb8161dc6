import { relationName, type TableName } from '../../relation/index.ts';

/** Numbers for what lineage ends in: columns of tables, and tables' sets of rows. */
export interface Leaves {
  readonly column: (table: TableName, column: string) => number;
  readonly rows: (table: TableName) => number;
  readonly at: (leaf: number) => Leaf;
}

export interface Leaf {
  readonly relation: string;
  /** null: the relation's set of rows. */
  readonly column: string | null;
}

export function createLeaves(): Leaves {
  const leaves: Leaf[] = [];
  const numbers = new Map<string, number>();
  const number = (leaf: Leaf) => {
    const key = JSON.stringify([leaf.relation, leaf.column]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, leaves.length);
    leaves.push(leaf);
    return leaves.length - 1;
  };
  return {
    column: (table, column) => number({ relation: relationName(table), column }),
    rows: (table) => number({ relation: relationName(table), column: null }),
    at: (leaf) => leaves[leaf]!,
  };
}
