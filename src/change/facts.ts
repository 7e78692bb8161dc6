import type { Definition } from '../environment/index.ts';
import type { TableFacts } from '../relation/index.ts';
import { list } from './reasons.ts';

/** One thing that an audit or a contract holds of what a model reads. */
export interface Fact {
  readonly kind: 'key' | 'required';
  readonly relation: string;
  readonly columns: readonly string[];
}

/** What is held of each input: NULL in no row, and keys. */
export function factsOf({ inputs }: Definition): Fact[] {
  return inputs.flatMap(({ relation, columns, notNull, keys }) => {
    const known = new Map(notNull.map((column) => [column.toLowerCase(), column]));
    for (const { name, nullable } of columns) if (!nullable) known.set(name.toLowerCase(), name);
    return [
      ...[...known.values()].map((column): Fact => ({ kind: 'required', relation, columns: [column] })),
      ...keys.map((key): Fact => ({ kind: 'key', relation, columns: key })),
    ];
  });
}

/** Facts as a proof takes them, by relation in lower case. A key counts only where none of its columns is NULL: SQL's UNIQUE compares no NULLs. */
export function tableFacts(facts: readonly Fact[]): ReadonlyMap<string, TableFacts> {
  const relations = new Map<string, { notNull: Set<string>; keys: string[][] }>();
  const ordered = [...facts].sort((a, b) => Number(a.kind === 'key') - Number(b.kind === 'key'));
  for (const { kind, relation, columns } of ordered) {
    const key = relation.toLowerCase();
    const known = relations.get(key) ?? { notNull: new Set(), keys: [] };
    relations.set(key, known);
    const folded = columns.map((column) => column.toLowerCase());
    if (kind === 'required') for (const column of folded) known.notNull.add(column);
    else if (folded.every((column) => known.notNull.has(column))) known.keys.push(folded);
  }
  return relations;
}

/** The same fact has the same name in both definitions of a model. */
export function factName({ kind, relation, columns }: Fact): string {
  return JSON.stringify([kind, relation, columns]).toLowerCase();
}

/** Those of `facts` without which `holds` is no longer true; asks about halves first, since most are needed for nothing. */
export function neededFacts(
  facts: readonly Fact[],
  holds: (facts: readonly Fact[]) => boolean,
): readonly Fact[] {
  let needed = facts;
  const drop = (part: readonly Fact[]): void => {
    const rest = needed.filter((fact) => !part.includes(fact));
    if (holds(rest)) needed = rest;
    else if (part.length > 1) {
      const half = Math.ceil(part.length / 2);
      drop(part.slice(half));
      drop(part.slice(0, half));
    }
  };
  drop(facts);
  return needed;
}

/** `id` is unique in `silver.orders`, `customer` never NULL in `silver.people` */
export function factWords(facts: readonly Fact[]): string {
  const keys = facts.filter((fact) => fact.kind === 'key');
  const covered = new Set(
    keys.flatMap(({ relation, columns }) =>
      columns.map((column) => factName({ kind: 'required', relation, columns: [column] })),
    ),
  );
  const rest = facts.filter((fact) => fact.kind === 'required' && !covered.has(factName(fact)));
  const relations = [...new Set(rest.map((fact) => fact.relation))];
  return [
    ...keys.map(({ relation, columns }) => `${list(columns)} unique in \`${relation}\``),
    ...relations.map((relation) => {
      const columns = rest.filter((fact) => fact.relation === relation).flatMap((fact) => fact.columns);
      return `${list(columns)} never NULL in \`${relation}\``;
    }),
  ].join('; ');
}
