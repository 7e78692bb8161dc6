import type { RecordBatch } from 'apache-arrow';
import type {
  SourceColumn,
  SourceFilter,
  SourceRead,
  SourceRelation,
  SourceSession,
} from '../../ports/index.ts';
import { rowFilter } from '../arrow/filter-rows.ts';
import { typeWords } from '../arrow/type-words.ts';
import { cellText } from './cell-text.ts';
import { type Check, Fault, refusal, runCheck } from './run-check.ts';

/** A batch with more rows is no stream. */
const mostRows = 1 << 20;

/** All checks of one relation. It is read about as often as it has columns. */
export async function checkRelation(
  session: SourceSession,
  relation: string,
  patience: number,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const check = async <T>(name: string, work: () => Promise<T>): Promise<T | null> => {
    const { check: made, value } = await runCheck(`${relation}: ${name}`, patience, work);
    checks.push(made);
    return value;
  };
  const schema = await check('the schema names columns and types, the same each time', () =>
    schemaOf(session, relation),
  );
  if (schema === null) return checks;
  const all: SourceRead = { relation: schema.name, columns: null, filters: [], limit: null };
  const names = schema.columns.map((column) => column.name);
  const whole = await check('all rows come, in batches of the schema’s columns and types', () =>
    readWhole(session, all, schema.columns),
  );
  if (whole === null) return checks;
  const rows = whole.flatMap((batch) => rowsOf(batch));
  await check('the same rows come again', async () =>
    same(await readRows(session, all), rows, 'reading again'),
  );
  await check('columns come alone, and in the order that they are asked for', async () => {
    const reversed = [...names].reverse();
    const expected = whole.flatMap((batch) =>
      rowsOf(
        batch,
        reversed.map((name) => names.indexOf(name)),
      ),
    );
    same(await readRows(session, { ...all, columns: reversed }), expected, 'all columns in reverse');
    const last = names.length - 1;
    const one = whole.flatMap((batch) => rowsOf(batch, [last]));
    same(await readRows(session, { ...all, columns: [names[last]!] }), one, `the column ${names[last]}`);
  });
  await check('a limit is held to', async () => {
    for (const limit of [0, 1, rows.length, rows.length + 1]) {
      const found = await readRows(session, { ...all, limit });
      if (found.length !== Math.min(limit, rows.length))
        throw new Fault(`with a limit of ${limit}, ${found.length} of ${rows.length} rows came`);
    }
  });
  for (const column of schema.columns)
    await check(`conditions on ${column.name}`, () => checkFilters(session, all, whole, column, names));
  await check('a column that is not there is refused', async () => {
    await refusal(() => readRows(session, { ...all, columns: ['lode_no_such_column'] }));
    const filters = [{ column: 'lode_no_such_column', operator: 'is null' as const, value: null }];
    await refusal(() => readRows(session, { ...all, filters }));
  });
  await check('a read that is left can be followed by another', async () => {
    for await (const _ of session.read(all)) break;
    same(await readRows(session, all), rows, 'reading after a read that was left');
  });
  await check('two reads at the same time do not disturb each other', async () => {
    const both = await Promise.all([
      readRows(session, all),
      readRows(session, { ...all, columns: names.slice(0, 1) }),
    ]);
    same(both[0], rows, 'one of two reads');
    if (both[1].length !== rows.length)
      throw new Fault(`the other read gave ${both[1].length} of ${rows.length} rows`);
  });
  await check('the version is the same as long as nothing changes', async () => {
    const version = await session.version(schema.name);
    if (version !== null && version !== (await session.version(schema.name)))
      throw new Fault('two calls gave two versions; where only reading tells, it is null');
  });
  return checks;
}

async function schemaOf(session: SourceSession, relation: string): Promise<SourceRelation> {
  const schema = await session.schema(relation);
  if (schema.name !== relation) throw new Fault(`it is the schema of ${schema.name}`);
  if (schema.columns.length === 0) throw new Fault('there are no columns');
  const names = schema.columns.map((column) => column.name);
  if (new Set(names).size < names.length) throw new Fault(`a column comes twice: ${names.join(', ')}`);
  const again = await session.schema(relation);
  if (JSON.stringify(again.columns) !== JSON.stringify(schema.columns))
    throw new Fault('the second time it was another');
  return schema;
}

async function readWhole(
  session: SourceSession,
  read: SourceRead,
  columns: readonly SourceColumn[],
): Promise<readonly RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of session.read(read)) {
    if (batch.numRows > mostRows)
      throw new Fault(`a batch has ${batch.numRows} rows: it is to be streamed in smaller ones`);
    checkFields(batch, columns);
    batches.push(batch);
  }
  return batches;
}

function checkFields(batch: RecordBatch, columns: readonly SourceColumn[]): void {
  const fields = batch.schema.fields;
  const [found, expected] = [fields.map((field) => field.name), columns.map((column) => column.name)];
  if (found.join('\n') !== expected.join('\n'))
    throw new Fault(
      `the batches have the columns ${found.join(', ')}, the schema has ${expected.join(', ')}`,
    );
  for (const [index, { name, type, nullable }] of columns.entries()) {
    const words = typeWords(fields[index]!.type);
    if (words === null) throw new Fault(`${name}: Lode has no type for Arrow's ${fields[index]!.type}`);
    // Text is cast where the engine has a type of its own for it.
    if (plain(words) !== plain(type) && words !== 'VARCHAR' && !(words === 'BLOB' && type === 'BIT'))
      throw new Fault(`${name} is ${type} in the schema and ${words} in the batches`);
    if (!nullable && batch.data.children[index]!.nullCount > 0)
      throw new Fault(`${name} is never NULL by the schema, and NULL in a row`);
  }
}

function plain(type: string): string {
  const folded = type.toUpperCase().replaceAll(/\s*([(),])\s*/g, '$1');
  return (
    { TIMESTAMPTZ: 'TIMESTAMP WITH TIME ZONE', INT: 'INTEGER', REAL: 'FLOAT', TEXT: 'VARCHAR' }[folded] ??
    folded
  );
}

/** Each row as a text that tells it from others. */
function rowsOf(batch: RecordBatch, columns?: readonly number[]): string[] {
  const children = columns?.map((index) => batch.data.children[index]!) ?? batch.data.children;
  return Array.from({ length: batch.numRows }, (_, row) =>
    JSON.stringify(children.map((child) => cellText(child, row))),
  );
}

async function readRows(session: SourceSession, read: SourceRead): Promise<string[]> {
  const rows: string[] = [];
  for await (const batch of session.read(read)) rows.push(...rowsOf(batch));
  return rows;
}

/** No source promises an order. */
function same(found: readonly string[], expected: readonly string[], what: string): void {
  if (found.length !== expected.length)
    throw new Fault(`${what} gave ${found.length} rows where ${expected.length} were expected`);
  const [a, b] = [[...found].sort(), [...expected].sort()];
  const at = a.findIndex((row, index) => row !== b[index]);
  if (at >= 0) throw new Fault(`${what} gave a row ${a[at]} where ${b[at]} was expected`);
}

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
const comparable =
  /^(BOOLEAN|U?(TINY|SMALL|BIG)?INT|U?INTEGER|DECIMAL\(.*|DOUBLE|FLOAT|VARCHAR|DATE|TIME|TIMESTAMP( WITH TIME ZONE)?)$/;

/** A connector applies a condition as the engine would, or refuses it. */
async function checkFilters(
  session: SourceSession,
  all: SourceRead,
  whole: readonly RecordBatch[],
  column: SourceColumn,
  names: readonly string[],
): Promise<void> {
  const at = names.indexOf(column.name);
  const texts = whole.flatMap((batch) =>
    Array.from({ length: batch.numRows }, (_, row) => cellText(batch.data.children[at]!, row)),
  );
  const values = [...new Set(texts.filter((text) => text !== null))].sort();
  const wanted = [values[0], values[values.length >> 1], values.at(-1)].filter(
    (value) => value !== undefined,
  );
  const filters: SourceFilter[] = [
    { column: column.name, operator: 'is null', value: null },
    { column: column.name, operator: 'is not null', value: null },
    ...(comparable.test(plain(column.type))
      ? [...new Set(wanted)].flatMap((value) =>
          comparisons.map((operator): SourceFilter => ({ column: column.name, operator, value })),
        )
      : []),
  ];
  for (const filter of filters) {
    const condition = `${filter.column} ${filter.operator} ${filter.value ?? ''}`.trim();
    const expected = whole.flatMap((batch) =>
      rowFilter({ source: '', relation: all.relation }, batch.schema, [filter])(batch).flatMap((rows) =>
        rowsOf(rows),
      ),
    );
    let found: string[];
    try {
      found = await readRows(session, { ...all, filters: [filter] });
    } catch (error) {
      if ((await refusal(() => Promise.reject(error))) === 'source-filter-unsupported') continue;
      throw error;
    }
    same(found, expected, condition);
  }
}
