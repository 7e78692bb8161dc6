import { relationName, type TableName } from '../../relation/index.ts';

/** Numbers for what lineage ends in: columns of tables, tables' sets of rows, and, where they are asked for, what is done on the way. */
export interface Leaves {
  readonly column: (table: TableName, column: string) => number;
  readonly rows: (table: TableName) => number;
  /** An operation, by name. */
  readonly step: (operation: string) => number;
  readonly at: (leaf: number) => Leaf;
}

export interface Leaf {
  /** null: an operation, whose name is in the place of the column's. */
  readonly relation: string | null;
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
    step: (operation) => number({ relation: null, column: operation }),
    at: (leaf) => leaves[leaf]!,
  };
}
