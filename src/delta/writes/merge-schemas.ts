import { type DeltaField, type DeltaStruct, type DeltaType, typeName } from '../types/index.ts';

/** A schema that takes rows of another, with what had to change. */
export interface MergedSchema {
  readonly schema: DeltaStruct;
  readonly changed: boolean;
  /** Why rows of the incoming schema do not fit; the schema is of no use then. */
  readonly problems: readonly string[];
}

/**
 * The table's schema widened so that it takes `incoming`: names compare without case, the table's own spelling and nullability win, new fields go to the end of their struct. With
 * `evolve` false, new fields and wider types are problems instead.
 */
export function mergeSchemas(table: DeltaStruct, incoming: DeltaStruct, evolve: boolean): MergedSchema {
  const problems: string[] = [];
  const state = { changed: false };
  const schema = mergeStructs(table, incoming, evolve, '', problems, state);
  return { schema, changed: state.changed, problems };
}

function mergeStructs(
  table: DeltaStruct,
  incoming: DeltaStruct,
  evolve: boolean,
  path: string,
  problems: string[],
  state: { changed: boolean },
): DeltaStruct {
  const byName = new Map(incoming.fields.map((field) => [field.name.toLowerCase(), field]));
  const fields: DeltaField[] = table.fields.map((field) => {
    const other = byName.get(field.name.toLowerCase());
    byName.delete(field.name.toLowerCase());
    if (other === undefined) {
      if (!field.nullable)
        problems.push(`column ${path}${field.name} must not be NULL, and the rows do not have it`);
      return field;
    }
    return {
      ...field,
      type: mergeTypes(field.type, other.type, evolve, `${path}${field.name}`, problems, state),
    };
  });
  for (const field of byName.values()) {
    if (!evolve) {
      problems.push(`the table has no column ${path}${field.name}`);
      continue;
    }
    state.changed = true;
    fields.push({ ...field, nullable: true });
  }
  return { kind: 'struct', fields };
}

function mergeTypes(
  table: DeltaType,
  incoming: DeltaType,
  evolve: boolean,
  path: string,
  problems: string[],
  state: { changed: boolean },
): DeltaType {
  if (table.kind === 'struct' && incoming.kind === 'struct') {
    return mergeStructs(table, incoming, evolve, `${path}.`, problems, state);
  }
  if (table.kind === 'array' && incoming.kind === 'array') {
    return {
      ...table,
      element: mergeTypes(table.element, incoming.element, evolve, `${path}.element`, problems, state),
    };
  }
  if (table.kind === 'map' && incoming.kind === 'map') {
    return {
      ...table,
      key: mergeTypes(table.key, incoming.key, evolve, `${path}.key`, problems, state),
      value: mergeTypes(table.value, incoming.value, evolve, `${path}.value`, problems, state),
    };
  }
  if (isVoid(incoming) || holds(table, incoming)) return table;
  if (isVoid(table) && evolve) {
    state.changed = true;
    return incoming;
  }
  problems.push(`column ${path} is ${typeName(table)} in the table, and ${typeName(incoming)} in the rows`);
  return table;
}

const integers = ['byte', 'short', 'integer', 'long'];
/** Decimal digits that a value of the type may have. */
const digits: Readonly<Record<string, number>> = { byte: 3, short: 5, integer: 10, long: 20 };

/** Whether every value of `incoming` is a value of `table`: what may be cast without a thought. */
export function holds(table: DeltaType, incoming: DeltaType): boolean {
  if (table.kind === 'decimal') {
    if (incoming.kind === 'decimal') {
      return (
        table.scale >= incoming.scale && table.precision - table.scale >= incoming.precision - incoming.scale
      );
    }
    return incoming.kind === 'primitive' && table.precision - table.scale >= (digits[incoming.name] ?? 99);
  }
  if (table.kind !== 'primitive' || incoming.kind !== 'primitive') return false;
  if (table.name === incoming.name) return true;
  const from = integers.indexOf(incoming.name);
  if (from >= 0 && integers.indexOf(table.name) > from) return true;
  if (table.name === 'double') return ['byte', 'short', 'integer', 'float'].includes(incoming.name);
  return table.name === 'float' && ['byte', 'short'].includes(incoming.name);
}

function isVoid(type: DeltaType): boolean {
  return type.kind === 'primitive' && type.name === 'void';
}
