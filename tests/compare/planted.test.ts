import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { long } from '../support/sample.ts';
import { compare, differing, sessionForTests } from './support.ts';

const session = sessionForTests();
const factor = Number(process.env.LODE_PROPERTY_FACTOR ?? 1);
const runs = Math.ceil((long ? 30 : 15) * factor);
const parameters = { numRuns: runs };
// Each run compares several pairs of tables.
vi.setConfig({ testTimeout: runs * 10_000 });

/** The tables stand in the session: otherwise each of a comparison's queries would make them anew. */
async function comparing(left: string, right: string, key: readonly string[]) {
  await session().execute(
    `CREATE OR REPLACE TEMP TABLE one AS ${left}; CREATE OR REPLACE TEMP TABLE other AS ${right}`,
  );
  return compare(session(), 'SELECT * FROM one', 'SELECT * FROM other', { key });
}

/** A column: the type on either side, and its values. Literals in one list are the same value written in several ways. */
interface Column {
  readonly name: string;
  readonly types: readonly string[];
  readonly values: readonly (readonly string[])[];
}

const columns: readonly Column[] = [
  {
    name: 'd',
    types: ['DOUBLE'],
    values: [
      ['NULL'],
      ["'nan'", "-('nan'::DOUBLE)"],
      ['0.0', '-0.0'],
      ["'inf'"],
      ["'-inf'"],
      ['1.5'],
      ['1e-300'],
      ['0.1'],
      ['0.10000000000000002'],
    ],
  },
  {
    name: 'dec',
    types: ['DECIMAL(12,3)', 'DECIMAL(30,9)', 'VARCHAR'],
    values: [['NULL'], ['0.000', '-0.000'], ['1.500'], ['1.501'], ['-1.500'], ['999999999.999']],
  },
  {
    name: 'i',
    types: ['INTEGER', 'BIGINT', 'HUGEINT', 'DECIMAL(20,2)', 'VARCHAR', 'DOUBLE'],
    values: [['NULL'], ['0'], ['1'], ['-1'], ['2147483647']],
  },
  {
    name: 't',
    types: ['VARCHAR'],
    values: [
      ['NULL'],
      ["''"],
      ["' '"],
      ["'a'"],
      ["'A'"],
      ["'a '"],
      ['chr(233)'],
      ["'e' || chr(769)"],
      [`'"'`],
      ["'NULL'"],
    ],
  },
  {
    name: 'at',
    types: ['TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR'],
    values: [
      ['NULL'],
      ["'2026-03-29 01:00:00'", "'2026-03-29 01:00:00.000000'::TIMESTAMP"],
      ["'2026-03-29 03:00:00'"],
      ["'2026-03-29 01:00:00.000001'"],
    ],
  },
  {
    name: 'day',
    types: ['DATE', 'TIMESTAMP'],
    values: [['NULL'], ["'2026-03-29'"], ["'2026-03-30'"], ["'0001-01-01'"]],
  },
  { name: 'b', types: ['BOOLEAN', 'INTEGER'], values: [['NULL'], ['true'], ['false']] },
  {
    name: 'n',
    types: ['DOUBLE[]'],
    values: [['NULL'], ['[]'], ['[NULL]'], ['[0.0]', '[-0.0]'], ['[1, 2]'], ['[2, 1]']],
  },
];

/** A row: its key (null is NULL), and of each column the place of its value. */
interface Row {
  readonly key: number | null;
  readonly places: readonly number[];
}

const places = fc.tuple(...columns.map((column) => fc.nat(column.values.length - 1)));
/** Literals, types and the order of columns are chosen by number, so that they have nothing to do with the rows. */
const writing = fc.record({
  literals: fc.infiniteStream(fc.nat(9)),
  types: fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }),
  turn: fc.nat(9),
});

function table(
  rows: readonly Row[],
  { literals, types, turn }: { literals: Iterator<number>; types: readonly number[]; turn: number },
): string {
  const items = columns.map((column, index) => {
    const type = column.types[types[index]! % column.types.length]!;
    return { column, type, index };
  });
  const order = [...items.slice(turn % items.length), ...items.slice(0, turn % items.length)];
  const select = (row: Row | null) =>
    `SELECT ${[
      `CAST(${row?.key ?? 'NULL'} AS INTEGER) AS id`,
      ...order.map(({ column, type, index }) => {
        const ways = row === null ? ['NULL'] : column.values[row.places[index]!]!;
        const literal = ways[literals.next().value! % ways.length]!;
        // By way of the first type, as the values are written for it.
        return `CAST(CAST(${literal} AS ${column.types[0]}) AS ${type}) AS ${column.name}`;
      }),
    ].join(', ')}`;
  return rows.length === 0
    ? `SELECT * FROM (${select(null)}) WHERE false`
    : rows.map(select).join(' UNION ALL ');
}

const text = (row: Row) => JSON.stringify(row.places);
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, each) => total + each, 0);

function tally<T>(items: readonly T[], of: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
  return counts;
}

/** How many of the left are too many, and of how many both have enough. */
function overlap(left: Map<string, number>, right: Map<string, number>): number {
  return sum([...left].map(([key, count]) => Math.min(count, right.get(key) ?? 0)));
}

/** Random rows on the left; on the right the same with rows taken away, added, and cells changed. */
const unique = fc.record({
  left: fc.uniqueArray(fc.record({ key: fc.option(fc.nat(40), { freq: 30 }), places }), {
    selector: (row) => row.key,
    maxLength: 25,
  }),
  changes: fc.array(
    fc.record({
      what: fc.constantFrom('drop', 'cell', 'keep', 'keep', 'keep'),
      column: fc.nat(columns.length - 1),
      to: fc.nat(20),
    }),
    { minLength: 25, maxLength: 25 },
  ),
  added: fc.uniqueArray(fc.record({ key: fc.integer({ min: 100, max: 120 }), places }), {
    selector: (row) => row.key,
    maxLength: 3,
  }),
  shuffle: fc.nat(100),
});

test('exactly the planted differences are found by key, in every column', async () => {
  await fc.assert(
    fc.asyncProperty(unique, writing, writing, async ({ left, changes, added, shuffle }, one, other) => {
      const dropped: Row[] = [];
      const cells: Record<string, number> = {};
      const right: Row[] = [];
      for (const [index, row] of left.entries()) {
        const { what, column, to } = changes[index]!;
        const size = columns[column]!.values.length;
        const changed = to % size;
        if (what === 'drop') dropped.push(row);
        else if (what === 'cell' && changed !== row.places[column]) {
          cells[columns[column]!.name] = (cells[columns[column]!.name] ?? 0) + 1;
          right.push({ ...row, places: row.places.map((place, at) => (at === column ? changed : place)) });
        } else right.push(row);
      }
      right.push(...added);
      right.sort((a, b) => (((a.key ?? 7) * 31 + shuffle) % 17) - (((b.key ?? 7) * 31 + shuffle) % 17));
      const result = await comparing(table(left, one), table(right, other), ['id']);
      const changed = sum(Object.values(cells));
      expect(differing(result)).toEqual(cells);
      expect(result.rows).toEqual({
        both: left.length - dropped.length,
        onlyLeft: dropped.length,
        onlyRight: added.length,
        changed,
        equal: left.length - dropped.length - changed,
      });
      expect(result.verdict).toBe(changed + dropped.length + added.length === 0 ? 'equal' : 'different');
      expect(result.score === 1).toBe(result.verdict === 'equal');
      for (const column of result.columns) {
        expect(sum(column.kinds.map((kind) => kind.cells))).toBe(column.different);
        expect(column.samples.length).toBe(Math.min(5, column.different));
        expect(column.matching + column.different).toBe(result.rows.both);
      }
    }),
    parameters,
  );
});

/** Few keys and few values, so that both repeat; NULL is a key like any other. */
const few = fc.array(
  fc.record({
    key: fc.constantFrom(null, 1, 2, 3),
    places: fc.tuple(
      ...columns.map((column, index) => fc.nat(index < 3 ? Math.min(2, column.values.length - 1) : 0)),
    ),
  }),
  { maxLength: 14 },
);

test('rows of repeated keys are paired so that no more differ than must', async () => {
  await fc.assert(
    fc.asyncProperty(few, few, writing, writing, async (left, right, one, other) => {
      const result = await comparing(table(left, one), table(right, other), ['id']);
      const key = (row: Row) => String(row.key);
      const both = overlap(tally(left, key), tally(right, key));
      const same = overlap(
        tally(left, (row) => key(row) + text(row)),
        tally(right, (row) => key(row) + text(row)),
      );
      expect(result.rows).toEqual({
        both,
        onlyLeft: left.length - both,
        onlyRight: right.length - both,
        changed: both - same,
        equal: same,
      });
      const repeats = (rows: readonly Row[]) => {
        const counts = [...tally(rows, key).values()].filter((count) => count > 1);
        return { keys: counts.length, rows: sum(counts) };
      };
      expect(result.key.repeated).toEqual({ left: repeats(left), right: repeats(right) });
      expect(result.diagnostics.some((each) => each.code === 'compare-key-repeated')).toBe(
        repeats(left).keys + repeats(right).keys > 0,
      );
      const nulls = (rows: readonly Row[]) => rows.filter((row) => row.key === null).length;
      expect(result.key.rowsWithNull).toEqual({ left: nulls(left), right: nulls(right) });
    }),
    parameters,
  );
});

test('the same rows in another order give the same result, samples too', async () => {
  await fc.assert(
    fc.asyncProperty(few, few, writing, fc.nat(1000), async (left, right, way, seed) => {
      const plain = { literals: [0, 0][Symbol.iterator](), types: way.types, turn: 0 };
      const zero = () => ({ ...plain, literals: { next: () => ({ done: false as const, value: 0 }) } });
      const turned = (rows: readonly Row[]) =>
        [...rows]
          .map((row, index) => ({ row, at: (index * 7919 + seed) % 13 }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
      const first = await comparing(table(left, zero()), table(right, zero()), ['id']);
      const second = await comparing(table(turned(left), zero()), table(turned(right), zero()), ['id']);
      expect(second).toEqual(first);
    }),
    parameters,
  );
});

test('without a key the rows that one side has more often are counted, exactly', async () => {
  await fc.assert(
    fc.asyncProperty(few, few, writing, writing, fc.boolean(), async (left, random, one, other, near) => {
      // Half of the time most rows are the same.
      const right = near ? [...left.slice(1), ...random.slice(0, 2)] : random;
      const result = await comparing(table(left, one), table(right, other), []);
      const whole = (row: Row) => String(row.key) + text(row);
      const both = overlap(tally(left, whole), tally(right, whole));
      expect(result.rows).toEqual({
        both,
        onlyLeft: left.length - both,
        onlyRight: right.length - both,
        changed: 0,
        equal: both,
      });
    }),
    parameters,
  );
});
