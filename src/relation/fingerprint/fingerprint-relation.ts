import type { TableName } from '../operators/leaf.ts';
import type { Operator } from '../operators/operator.ts';
import { canonicalOperator } from './canonical-operator.ts';
import type { TableFingerprint } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { type Hash, hashOf } from './hash.ts';
import { expressionRules } from './rules/index.ts';
import type { Term } from './term.ts';
import { createTermTable } from './term-table.ts';

/** Raised with every change to what a fingerprint is made of: fingerprints of different versions are never compared. */
export const fingerprintVersion = 4;

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
  /** Whether they depend on when they are computed: the same in one run, others in the next. Their hashes do not. */
  readonly clockRows: boolean;
  readonly clockColumns: readonly boolean[];
  /** The hashes, as `table` gave them, that `rows` is made of: it changes when one of these does, and with no other. */
  readonly rowsReads: ReadonlySet<Hash>;
  /** The same for each column. */
  readonly columnReads: readonly ReadonlySet<Hash>[];
}

/** For those who watch how a fingerprint comes about. */
export interface FingerprintObserver {
  /** A rule was applied. */
  readonly fired?: (rule: string) => void;
  /** How many terms were made in all. */
  readonly terms?: (count: number) => void;
}

/**
 * The fingerprint of `relation`. `table`: the fingerprints of what it scans. `identity`: what stands for the relation where it is not stable: its name and what
 * `relationHash` gives for it; asked for only then. Sound under bag semantics and three-valued logic; that two relations differ in their fingerprints proves nothing.
 */
export function fingerprintRelation(
  relation: Operator,
  table: (name: TableName) => TableFingerprint,
  identity: string | (() => string),
  observer: FingerprintObserver = {},
): RelationFingerprint {
  let leaves = 0;
  const terms = createTermTable(expressionRules, observer.fired);
  const block = canonicalOperator(relation, {
    terms,
    nextLeaf: () => leaves++,
    table,
    ctes: new Map(),
    scopes: new Map(),
    canonical: canonicalOperator,
  });
  const closed = closeBlock(block, terms);
  let own: Hash | null = null;
  const ownHash = () => {
    own ??= hashOf('identity', [typeof identity === 'string' ? identity : identity()]);
    return own;
  };
  const mark = (term: Term, stable: boolean) =>
    stable ? terms.hash(term) : hashOf('unstable', [terms.hash(term), ownHash()]);
  const stableColumns = closed.columns.map((column) => column.stable && closed.stable);
  observer.terms?.(terms.size());
  return {
    rows: mark(closed.rows, closed.stable),
    columns: closed.columns.map((column, index) => mark(column, stableColumns[index]!)),
    stableRows: closed.stable,
    stableColumns,
    clockRows: terms.clocked(closed.rows),
    clockColumns: closed.columns.map((column) => terms.clocked(column)),
    rowsReads: terms.reads(closed.rows),
    columnReads: closed.columns.map((column) => terms.reads(column)),
  };
}
