import type { SourceColumn } from '../../ports/index.ts';
import type { EvolutionPolicy } from '../../project/index.ts';
import { type DriftEntry, identityOf, type RelationDrift } from './drift.ts';
import { type EffectiveColumn, type EffectiveRelation, withDrift } from './effective-relation.ts';
import { holdsType, joinTypes, plainType } from './join-types.ts';
import { type LikelyRename, likelyRenames } from './likely-renames.ts';
import { matchColumn } from './match-columns.ts';

/** What a source's schema of today comes to. */
export interface FoundDrift {
  /** As it is to be loaded: what is recorded, and what is new. */
  readonly relation: EffectiveRelation;
  /** As it was before anything new was found. */
  readonly before: EffectiveRelation;
  /** To be recorded with the rows; null: the source is as the contract says. */
  readonly drift: RelationDrift | null;
  /** That of it which was not known. */
  readonly fresh: readonly DriftEntry[];
  /** What a policy does not let through: nothing may be loaded. */
  readonly frozen: readonly DriftEntry[];
  /** What a policy leaves out, or `taking` does: columns that are not read, and types of which only values are taken that fit. */
  readonly discarded: readonly DriftEntry[];
  readonly renames: readonly LikelyRename[];
}

/**
 * How much of what is new is taken in. `all`; `no-wider`: types stay, and what does not fit stands in a column of its own; `least`: what the source no longer gives, and no
 * new columns.
 */
export type Taking = 'all' | 'no-wider' | 'least';

/**
 * Compares what a source says of a relation with the relation as it is known; `recorded`: the drift that is known of it. The order of columns is nobody's business.
 */
export function findDrift(
  before: EffectiveRelation,
  recorded: readonly DriftEntry[],
  found: readonly SourceColumn[],
  taking: Taking = 'all',
): FoundDrift {
  const fresh: DriftEntry[] = [];
  const frozen: DriftEntry[] = [];
  const discarded: DriftEntry[] = [];
  const returned = new Set<EffectiveColumn>();
  const judge = (policy: EvolutionPolicy, entry: DriftEntry): void => {
    const adds = entry.kind === 'added' || entry.kind === 'widened' || entry.kind === 'variant';
    if (policy === 'freeze') frozen.push(entry);
    else if (adds && (policy === 'discard' || taking === 'least')) discarded.push(entry);
    else fresh.push(entry);
  };
  const { policy } = before;
  const met = new Set<SourceColumn>();
  for (const column of before.columns) {
    if (column.variantOf !== null) continue;
    const match = matchColumn(column.sourceName, found);
    if (match === undefined) {
      const { name, type } = column;
      if (!column.gone)
        judge(column.policy === 'freeze' ? 'freeze' : policy.columns, {
          kind: 'dropped',
          column: name,
          type,
          since: null,
        });
      continue;
    }
    met.add(match);
    if (column.gone) returned.add(column);
    for (const entry of differences(before, column, match, taking !== 'no-wider'))
      judge(column.policy ?? policy.types, entry);
  }
  const taken = new Set(before.columns.map((column) => column.name.toLowerCase()));
  found.forEach((column, index) => {
    if (met.has(column)) return;
    const name = freeName(column.name, taken);
    taken.add(name.toLowerCase());
    const after = found[index - 1]?.name ?? null;
    const { name: sourceName, type } = column;
    judge(policy.columns, { kind: 'added', column: name, sourceName, type, after, since: null });
  });
  const entries = [...back(recorded, returned), ...fresh];
  const names = new Set([...returned].map(({ name }) => name));
  const there = before.columns.map((each) =>
    names.has(each.variantOf ?? each.name) ? { ...each, gone: false } : each,
  );
  return {
    relation: withDrift({ ...before, columns: there }, fresh),
    before,
    drift: entries.length === 0 ? null : { relation: before.name, entries },
    fresh,
    frozen,
    discarded,
    renames: likelyRenames(before, found, [...fresh, ...frozen, ...discarded]),
  };
}

function differences(
  relation: EffectiveRelation,
  column: EffectiveColumn,
  found: SourceColumn,
  widen: boolean,
): readonly DriftEntry[] {
  const entries: DriftEntry[] = [];
  const [from, type] = [plainType(column.type), plainType(found.type)];
  if (!holdsType(from, type)) {
    const joined = widen ? joinTypes(from, type) : null;
    const variant: DriftEntry = {
      kind: 'variant',
      column: column.name,
      from: column.type,
      name: variantName(relation, column, found.type),
      type: found.type,
      since: null,
    };
    if (joined !== null)
      entries.push({ kind: 'widened', column: column.name, from: column.type, type: joined, since: null });
    else if (
      !relation.columns.some((each) => each.variantOf === column.name && plainType(each.type) === type)
    )
      entries.push(variant);
  }
  if (!column.nullable && found.nullable)
    entries.push({ kind: 'loosened', column: column.name, since: null });
  return entries;
}

/** A column that came back is like any other, but for the rows that went without it. */
function back(entries: readonly DriftEntry[], returned: ReadonlySet<EffectiveColumn>): DriftEntry[] {
  const names = new Set([...returned].map((column) => column.name.toLowerCase()));
  const left = entries.map(
    (entry): DriftEntry =>
      entry.kind === 'dropped' && names.has(entry.column.toLowerCase())
        ? { kind: 'loosened', column: entry.column, since: entry.since }
        : entry,
  );
  return [...new Map(left.map((entry) => [identityOf(entry), entry])).values()];
}

/** `AMOUNT__v_varchar`: the same for the same type each time. */
function variantName(relation: EffectiveRelation, column: EffectiveColumn, type: string): string {
  const word = plainType(type)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return freeName(
    `${column.name}__v_${word}`,
    new Set(
      relation.columns.filter((each) => each.variantOf === null).map((each) => each.name.toLowerCase()),
    ),
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name;
  let number = 2;
  while (taken.has(`${name}_${number}`.toLowerCase())) number++;
  return `${name}_${number}`;
}
