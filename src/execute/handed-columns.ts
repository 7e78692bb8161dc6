import { quoteName } from '../delta/index.ts';
import { holdsType, type Manifest, plainType } from '../environment/index.ts';
import { exactOrError, exactValue } from './exact-value.ts';
import type { Step } from './step.ts';

type Column = { readonly name: string; readonly type: string };

/** The columns that readers of a model get, by the model's lower-case name; of models that are not in it they get all. */
export type Handed = ReadonlyMap<string, readonly Column[]>;

/**
 * A model that loads a source whose schema moved has more columns, and wider ones, than its readers were bound over: they get those that they were bound over. `SELECT *`, a name that
 * two tables have by now, and a sum mean the same to them as before, until somebody takes the change into the contract.
 */
export function handedColumns(steps: readonly Step[], manifest: Manifest | null): Handed {
  const moved = new Set(steps.filter((step) => step.drift.length > 0).map(({ key }) => key));
  for (const [key, { drift }] of manifest?.models ?? []) if (drift.length > 0) moved.add(key);
  const handed = new Map<string, Map<string, Column>>();
  if (moved.size === 0) return new Map();
  for (const { definition } of steps)
    for (const { relation, columns } of definition.inputs) {
      const key = relation.toLowerCase();
      if (!moved.has(key)) continue;
      const known = handed.get(key) ?? new Map<string, Column>();
      handed.set(key, known);
      for (const { name, type } of columns) {
        const other = known.get(name.toLowerCase());
        // Readers that were bound at different times: the wider type serves both.
        if (other === undefined || holdsType(plainType(type), plainType(other.type)))
          known.set(name.toLowerCase(), { name, type });
      }
    }
  return new Map([...handed].map(([key, columns]) => [key, [...columns.values()]]));
}

/** `select`, which has the columns `actual`, as readers of `model` get it. A value that is none of the type that they know is an error. */
export function asHanded(handed: Handed, model: string, actual: readonly Column[], select: string): string {
  const columns = handed.get(model.toLowerCase());
  if (columns === undefined) return select;
  const there = new Map(actual.map((column) => [column.name.toLowerCase(), column]));
  const items = columns.flatMap(({ name, type }) => {
    const column = there.get(name.toLowerCase());
    if (column === undefined) return [];
    const value = quoteName(column.name);
    const [wanted, given] = [plainType(type), plainType(column.type)];
    if (wanted === given) return value === quoteName(name) ? [value] : [`${value} AS ${quoteName(name)}`];
    const handedValue = holdsType(wanted, given)
      ? `CAST(${value} AS ${type})`
      : exactOrError(value, exactValue(value, given, wanted), `${model}.${column.name}`, type);
    return [`${handedValue} AS ${quoteName(name)}`];
  });
  const same =
    items.length === actual.length && actual.every(({ name }, index) => items[index] === quoteName(name));
  return same ? select : `SELECT ${items.join(', ')} FROM (\n${select}\n)`;
}
