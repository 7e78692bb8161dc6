import { quoteName } from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  type EffectiveColumn,
  type EffectiveRelation,
  holdsType,
  matchColumn,
  plainType,
} from '../environment/index.ts';
import type { SourceColumn } from '../ports/index.ts';
import { exactOrError, exactValue } from './exact-value.ts';

/** How a relation's columns come about from those that its source has today. */
export interface StagingPlan {
  /** What is read, in this order: names and types of the source. `staged` is the name that a column waits under: two of a source may be told apart by case alone, those of a table here may not. */
  readonly read: readonly (SourceColumn & { readonly staged: string })[];
  /** Select items over what was read, by its staged names, that give the wanted columns. Names of `items` are those of `columns`. */
  readonly items: ReadonlyMap<string, string>;
  /** Columns not all of whose values can stand in them: SQL that is true for a row whose value cannot, and the column that takes it; null: none does. */
  readonly unfit: readonly {
    readonly column: string;
    readonly into: string | null;
    readonly condition: string;
  }[];
}

/**
 * Rejects with `source-relation-moved` where the source has moved from what the relation was resolved to: then another resolution is due, and nothing is loaded.
 */
export function stagingPlan(
  relation: EffectiveRelation,
  found: readonly SourceColumn[],
  wanted: readonly EffectiveColumn[],
): StagingPlan {
  const read = new Map<string, StagingPlan['read'][number]>();
  const items = new Map<string, string>();
  const unfit: StagingPlan['unfit'][number][] = [];
  for (const column of wanted) {
    const match = matchColumn(column.sourceName, found);
    const owner = column.variantOf === null ? column : ownerOf(relation, column);
    const type = plainType(column.type);
    const given = match === undefined ? null : plainType(match.type);
    if (match === undefined || given === null) {
      const isFree = relation.heldBack === true && relation.policy.columns !== 'freeze';
      if (!column.gone && column.variantOf === null && !isFree) throw moved(relation, column, found);
      items.set(column.name, empty(column));
      continue;
    }
    // The contract's own names differ in more than case.
    const waiting = { ...match, staged: owner.name };
    const value = quoteName(owner.name);
    const main = plainType(owner.type);
    if (column.variantOf !== null) {
      if (type === given && !holdsType(main, given)) {
        read.set(match.name, waiting);
        items.set(column.name, `CASE WHEN ${unfitted(value, given, main)} THEN ${value} END`);
      } else items.set(column.name, empty(column));
      continue;
    }
    read.set(match.name, waiting);
    if (type === given) items.set(column.name, value);
    else if (holdsType(type, given)) items.set(column.name, `CAST(${value} AS ${column.type})`);
    else {
      const into = relation.columns.find(
        (each) => each.variantOf === column.name && plainType(each.type) === given,
      );
      const exact = exactValue(value, given, type);
      if (into === undefined && relation.heldBack === true) {
        items.set(column.name, exactOrError(value, exact, `${relation.name}.${column.name}`, type));
        continue;
      }
      if (into === undefined && (column.policy ?? relation.policy.types) !== 'discard')
        throw moved(relation, column, found);
      items.set(column.name, exact);
      unfit.push({ column: column.name, into: into?.name ?? null, condition: unfitted(value, given, type) });
    }
  }
  return { read: [...read.values()], items, unfit };
}

function unfitted(value: string, from: string, to: string): string {
  return `(${value} IS NOT NULL AND ${exactValue(value, from, to)} IS NULL)`;
}

function empty({ type }: EffectiveColumn): string {
  return `CAST(NULL AS ${type})`;
}

function ownerOf(relation: EffectiveRelation, variant: EffectiveColumn): EffectiveColumn {
  return relation.columns.find((each) => each.name === variant.variantOf) ?? variant;
}

function moved(relation: EffectiveRelation, column: EffectiveColumn, found: readonly SourceColumn[]) {
  const match = matchColumn(column.sourceName, found);
  const names = found.map((each) => each.name).join(', ');
  return new DiagnosticError(
    diagnose(
      'source-relation-moved',
      {
        relation: relation.name,
        column: column.sourceName,
        expected: `${column.sourceName} ${column.type}`,
        found: match === undefined ? `no such column among ${names}` : `${match.name} ${match.type}`,
      },
      { subject: column.span },
    ),
  );
}
