import type { Expression } from '../../relation/index.ts';

/** The lower-case name of the field that a `struct_extract` takes; null for everything else, also for a name that is computed. */
export function fieldName(expression: Expression): string | null {
  if (expression.kind !== 'call' || expression.name !== 'struct_extract') return null;
  const key = expression.arguments[1];
  if (key?.kind !== 'constant' || key.value === null || key.type.text !== 'VARCHAR') return null;
  return (JSON.parse(key.value) as string).toLowerCase();
}

/** The values that a struct is put together from, by lower-case name; null for everything else. */
export function packedFields(expression: Expression): ReadonlyMap<string, Expression> | null {
  if (expression.kind !== 'call' || expression.name !== 'struct_pack') return null;
  const names = expression.argumentNames;
  if (names === null || names.some((name) => name === '')) return null;
  return new Map(names.map((name, index) => [name.toLowerCase(), expression.arguments[index]!]));
}

const markPrefix = 'lode_anonymised_';

/** The name of a field that says: what is taken out of here was made by this macro, in place of whose call its body stands. */
export function markName(macro: string): string {
  return `${markPrefix}${macro.toLowerCase()}`;
}

/** The macro that an expression is marked with. */
export function markOf(expression: Expression): string | null {
  const name = fieldName(expression);
  return name?.startsWith(markPrefix) === true ? name.slice(markPrefix.length) : null;
}
