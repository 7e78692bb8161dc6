import { decodePlan, fingerprintRelation, relationName } from '../relation/index.ts';
import { plainSymbols, symbol } from './form.ts';
import type { Judgements } from './judge-project.ts';
import { isTouched, type RelationMatch } from './matches.ts';

/** A consumer outside of the lake: the columns that it reads, or its query's bound plan. */
export interface Consumer {
  readonly name: string;
  readonly reads: readonly { readonly relation: string; readonly columns: readonly string[] }[];
  readonly planJson: string | null;
}

/** A consumer that would see something else, with the columns (`relation.column`, or `relation` for its rows) that are not what they were. */
export interface TouchedConsumer {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The consumers that read something that breaks, in their order. */
export function touchedConsumers(consumers: readonly Consumer[], judgements: Judgements): TouchedConsumer[] {
  const matches = new Map<string, RelationMatch>();
  for (const [name, { match }] of judgements) if (match !== null) matches.set(name, match);
  return consumers.flatMap((consumer) => {
    const touched = symbolsOf(consumer).filter(
      (read) => isTouched(read, matches) && !isNew(read, judgements),
    );
    return touched.length === 0
      ? []
      : [{ name: consumer.name, columns: [...new Set(touched.map(readable))] }];
  });
}

/** A consumer of a model that comes only now has not seen it otherwise. */
function isNew(read: string, judgements: Judgements): boolean {
  const [relation, column] = JSON.parse(read) as [string, string | null];
  const change = judgements.get(relation)?.change;
  if (change === undefined) return false;
  const added = change.scope.columns.added.map((name) => name.toLowerCase());
  return (
    change.reasons.some((reason) => reason.rule === 'model-added') ||
    (column !== null && added.includes(column))
  );
}

function symbolsOf({ name, reads, planJson }: Consumer): string[] {
  const declared = reads.flatMap(({ relation, columns }) => [
    symbol(relation, null),
    ...columns.map((column) => symbol(relation, column)),
  ]);
  if (planJson === null) return declared;
  const { value } = decodePlan(planJson, name);
  if (value === null) return declared;
  const found = fingerprintRelation(
    value,
    (table) => {
      const relation = relationName(table);
      return {
        rows: plainSymbols.rows(relation),
        column: (column) => plainSymbols.column(relation, column),
      };
    },
    name,
  );
  return [...declared, ...found.rowsReads, ...found.columnReads.flatMap((each) => [...each])];
}

function readable(read: string): string {
  const [relation, column] = JSON.parse(read) as [string, string | null];
  return column === null ? relation : `${relation}.${column}`;
}
