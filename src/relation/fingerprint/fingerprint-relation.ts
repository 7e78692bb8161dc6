import type { TableName } from '../operators/leaf.ts';
import type { Operator } from '../operators/operator.ts';
import { closeBlock } from './block.ts';
import { canonicalOperator } from './canonical-operator.ts';
import type { TableFingerprint } from './canonizing.ts';
import { type Hash, hashOf } from './hash.ts';
import { createTermTable } from './term.ts';

/** Raised with every change to what a fingerprint is made of: fingerprints of different versions are never compared. */
export const fingerprintVersion = 1;

/**
 * What a relation computes. Two relations with equal `rows` have the same rows, as a bag and one for one; columns with equal values are then equal in each.
 * Values mean nothing where `rows` differ.
 */
export interface RelationFingerprint {
  readonly rows: Hash;
  readonly columns: readonly Hash[];
  /** false: the same input may give other rows or values. Their hashes hold `identity`, so that any edit changes them. */
  readonly stableRows: boolean;
  readonly stableColumns: readonly boolean[];
  /** The hashes, as `table` gave them, that `rows` is made of: it changes when one of these does, and with no other. */
  readonly rowsReads: ReadonlySet<Hash>;
  /** The same for each column. */
  readonly columnReads: readonly ReadonlySet<Hash>[];
}

/**
 * The fingerprint of `relation`. `table`: the fingerprints of what it scans. `identity`: what stands for the relation where it is not stable: its name and whole
 * text. Sound under bag semantics and three-valued logic; that two relations differ in their fingerprints proves nothing.
 */
export function fingerprintRelation(
  relation: Operator,
  table: (name: TableName) => TableFingerprint,
  identity: string,
): RelationFingerprint {
  let leaves = 0;
  const reads = new Set<Hash>();
  const seen = (hash: Hash) => {
    reads.add(hash);
    return hash;
  };
  const block = canonicalOperator(relation, {
    terms: createTermTable(),
    nextLeaf: () => leaves++,
    table(name) {
      const { rows, column, facts } = table(name);
      return { rows: seen(rows), column: (wanted) => seen(column(wanted)), facts };
    },
    ctes: new Map(),
    scopes: new Map(),
  });
  const closed = closeBlock(block);
  const own = hashOf('identity', [identity]);
  const mark = (hash: Hash, stable: boolean) => (stable ? hash : hashOf('unstable', [hash, own]));
  const stableColumns = closed.columns.map((column) => column.stable && closed.stable);
  return {
    rows: mark(closed.rows, closed.stable),
    columns: closed.columns.map((column, index) => mark(column.value, stableColumns[index]!)),
    stableRows: closed.stable,
    stableColumns,
    rowsReads: reads,
    columnReads: closed.columns.map(() => reads),
  };
}
