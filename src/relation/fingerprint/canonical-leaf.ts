import type { Operator } from '../operators/operator.ts';
import type { Block } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import type { Term } from './term.ts';

type Of<K extends Operator['kind']> = Extract<Operator, { kind: K }>;

/** A table's rows and columns are known by the hashes that are given for them. */
export function canonicalScan(operator: Of<'scan'>, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const table = canonizing.table(operator.table);
  const notNull = (name: string) => table.facts?.notNull.has(name.toLowerCase()) === true;
  const columns = new Map<string, Term>();
  const column = (name: string, type: string) => {
    const made = terms.plain({ op: 'symbol', detail: table.column(name), type, filled: notNull(name) });
    columns.set(name.toLowerCase(), made);
    return made;
  };
  const values = operator.columns.map(({ name, role }, index) => {
    const type = operator.types[index]!.text;
    return role === 'column'
      ? column(name, type)
      : terms.plain({ op: `table's ${role}`, type, steady: role !== 'row_number', filled: true });
  });
  // A key that is not read through and through decides nothing here.
  const keys = (table.facts?.keys ?? []).flatMap((names) => {
    const key = names.map((name) => columns.get(name.toLowerCase()));
    return key.length === 0 || key.some((one) => one === undefined)
      ? []
      : [{ values: key as Term[], nullsRepeat: true }];
  });
  return newLeaf(
    { rows: terms.plain({ op: 'symbol', detail: table.rows }), stable: true, columns: values, keys },
    canonizing,
  );
}

/** Its own columns, and those of the input that it carries along, for each row of the input. */
export function canonicalTableFunction(
  operator: Of<'table_function'>,
  open: Block | null,
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  const steady = pureTableFunctions.has(operator.name);
  const from = open === null ? null : closeBlock(open, terms);
  const given = from === null ? [] : from.columns.slice(0, operator.argumentCount);
  const rows = terms.plain({
    op: `table function ${operator.name}`,
    detail: operator.options,
    operands: from === null ? [] : [from.rows, ...given],
    steady,
  });
  const value = (op: string, operands: readonly Term[], index: number, type: string) =>
    terms.plain({ op, detail: String(index), operands: [rows, ...operands], type });
  const own = operator.columnNames.map((_, index) => value('column', [], index, operator.types[index]!.text));
  const carried = operator.carried.map((index) => {
    const column = from!.columns[index]!;
    return value('carried', [column], 0, column.type);
  });
  return newLeaf(
    { rows, stable: rows.stable && (from?.stable ?? true), columns: [...own, ...carried] },
    canonizing,
  );
}

export function canonicalValues(operator: Of<'values'>, open: Block, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const lists = operator.rows.map((row) => row.map(canonicalExpressions(open.columns, terms)));
  const [only, ...more] = lists;
  if (only !== undefined && more.length === 0) return { ...open, columns: only };
  const from = closeBlock(open, terms);
  const rows = terms.plain({ op: 'values', detail: String(lists.length), operands: [from.rows] });
  const columns = operator.types.map((type, index) =>
    terms.plain({
      op: 'values',
      operands: [rows, ...lists.map((row) => from.close(row[index]!))],
      type: type.text,
    }),
  );
  return newLeaf({ rows, stable: from.stable, columns }, canonizing);
}

/** Table functions that give the same rows for the same arguments. */
const pureTableFunctions: ReadonlySet<string> = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'repeat_row',
  'generate_subscripts',
]);
