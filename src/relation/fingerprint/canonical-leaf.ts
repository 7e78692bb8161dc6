import type { Operator } from '../operators/operator.ts';
import { type Block, closeBlock, leafBlock } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import type { Canonizing } from './canonizing.ts';
import { hashOf } from './hash.ts';

/** Its own columns, and those of the input that it carries along, for each row of the input. */
export function canonicalTableFunction(
  operator: Extract<Operator, { kind: 'table_function' }>,
  open: Block | null,
  { terms, nextLeaf }: Canonizing,
): Block {
  const label = `table function ${operator.name} ${operator.options}`;
  const pure = pureTableFunctions.has(operator.name);
  const own = operator.columnNames.map((_, index) => ({ value: hashOf(`column ${index}`), stable: pure }));
  if (open === null) return leafBlock(nextLeaf(), hashOf(label), pure, own, terms);
  const from = closeBlock(open);
  const given = from.columns.slice(0, operator.argumentCount);
  const rows = hashOf(label, [from.rows, ...given.map((column) => column.value)]);
  const carried = operator.carried.map((index) => from.columns[index]!);
  const stable = pure && from.stable && given.every((column) => column.stable);
  return leafBlock(nextLeaf(), rows, stable, [...own, ...carried], terms);
}

export function canonicalValues(
  operator: Extract<Operator, { kind: 'values' }>,
  open: Block,
  { terms, nextLeaf }: Canonizing,
): Block {
  const rows = operator.rows.map((row) => row.map(canonicalExpressions(open.columns, terms)));
  const [only, ...more] = rows;
  if (only !== undefined && more.length === 0) return { ...open, columns: only };
  const from = closeBlock(open);
  const columns = operator.types.map((_, index) => ({
    value: hashOf(
      'values',
      rows.map((row) => from.hash(row[index]!)),
    ),
    stable: rows.every((row) => row[index]!.stable),
  }));
  return leafBlock(nextLeaf(), hashOf(`values ${rows.length}`, [from.rows]), from.stable, columns, terms);
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
