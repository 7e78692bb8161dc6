import { describe, expect, test } from 'vitest';
import type { SourceRead, SourceSession } from '../../../src/ports/index.ts';
import { checkConnector, connectorOf } from '../../../src/sources/conformance/index.ts';
import type { ConnectorKit } from '../../../src/sources/index.ts';
import { failure } from '../csv/support.ts';

const columns = [
  { name: 'id', type: 'INTEGER', nullable: false, description: null },
  { name: 'name', type: 'VARCHAR', nullable: true, description: null },
];
const rows = Array.from({ length: 50 }, (_, id) => [id, id % 4 === 0 ? null : `n${id % 9}`] as const);

/** A connector over fifty rows, right but for what `change` makes of its session. */
function connector(change: (right: SourceSession, kit: ConnectorKit) => Partial<SourceSession> = () => ({})) {
  return connectorOf('mine', './mine.mjs', (kit: ConnectorKit) => ({
    async open(source: string, settings: Readonly<Record<string, unknown>>) {
      kit.checkSettings(source, kit.z.strictObject({}), settings);
      const place = { source, relation: 'r' };
      const right: SourceSession = {
        relations: async () => ['r'],
        schema: async (relation) => ({ name: kit.exactRelation(source, ['r'], relation), columns }),
        read: (read) =>
          kit.selectRows(place, ['id', 'name'], read, (needed) => {
            const own = columns.filter(({ name }) => needed.has(name));
            return kit.rowsToBatches(
              { ...place, columns: own },
              rows.map((row) =>
                Object.fromEntries([
                  ['id', row[0]],
                  ['name', row[1]],
                ]),
              ),
            );
          }),
        version: async () => null,
        close: async () => {},
      };
      return { ...right, ...change(right, kit) };
    },
  }));
}

async function problems(change?: Parameters<typeof connector>[0]): Promise<string[]> {
  const checks = await checkConnector(await connector(change), { source: 's', settings: {}, patience: 1 });
  return checks.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`]));
}

const reading =
  (change: (read: SourceRead) => SourceRead) =>
  (right: SourceSession): Partial<SourceSession> => ({ read: (read) => right.read(change(read)) });

test('a connector that is right has no problems', async () => {
  expect(await problems()).toEqual([]);
});

describe('the checks find a connector that', () => {
  test.each([
    [
      'leaves out conditions',
      reading((read) => ({ ...read, filters: [] })),
      /conditions on id: id is null gave 50 rows where 0/,
    ],
    [
      'takes <= for <',
      reading((read) => ({
        ...read,
        filters: read.filters.map((each) =>
          each.operator === '<' ? { ...each, operator: '<=' as const } : each,
        ),
      })),
      /conditions on id: id < 0 gave 1 rows where 0/,
    ],
    [
      'leaves out the limit',
      reading((read) => ({ ...read, limit: null })),
      /with a limit of 0, 50 of 50 rows came/,
    ],
    [
      'gives columns in its own order',
      reading((read) => ({ ...read, columns: read.columns === null ? null : [...read.columns].sort() })),
      /all columns in reverse gave a row/,
    ],
    [
      'gives all columns',
      reading((read) => ({ ...read, columns: null })),
      /`read` gives 2 columns where 1 were asked for/,
    ],
    [
      'gives other rows the second time',
      (right: SourceSession) => {
        let reads = 0;
        return { read: (read: SourceRead) => right.read({ ...read, limit: 50 - reads++ }) };
      },
      /the same rows come again: reading again gave 49 rows where 50/,
    ],
    [
      'has another type than its schema',
      (right: SourceSession) => ({
        schema: async (name: string) => ({
          ...(await right.schema(name)),
          columns: [{ ...columns[0]!, type: 'BIGINT' }, columns[1]!],
        }),
      }),
      /id is BIGINT in the schema and INTEGER in the batches/,
    ],
    [
      'says never NULL of what is',
      (right: SourceSession) => ({
        schema: async (name: string) => ({
          ...(await right.schema(name)),
          columns: columns.map((column) => ({ ...column, nullable: false })),
        }),
      }),
      /name is never NULL by the schema, and NULL in a row/,
    ],
    [
      'knows every name',
      (right: SourceSession) => ({ schema: async () => right.schema('r') }),
      /a relation that is not there is refused by name: it was not refused/,
    ],
    [
      'refuses names in its own words',
      (right: SourceSession, kit: ConnectorKit) => ({
        schema: async (name: string) => {
          if (name !== 'r') throw kit.failure({ source: 's', problem: 'no' });
          return right.schema(name);
        },
      }),
      /it was refused as connector-failed; `exactRelation` says/,
    ],
    [
      'never answers',
      () => ({ version: () => new Promise<null>(() => {}) }),
      /the version is the same .*it did not end within 1 seconds/,
    ],
    [
      'hangs while rows come',
      () => ({
        read: async function* () {
          await new Promise(() => {});
        },
      }),
      /all rows come.*did not end within 1 seconds/,
    ],
    [
      'changes its version',
      () => {
        let at = 0;
        return { version: async () => String(at++) };
      },
      /two calls gave two versions/,
    ],
    ['names a relation twice', () => ({ relations: async () => ['r', 'r'] }), /a name comes twice/],
    [
      'fails where it is closed',
      () => ({
        close: async () => {
          throw new Error('still busy');
        },
      }),
      /it closes.*still busy/,
    ],
  ])('%s', async (_, change, problem) => {
    expect((await problems(change as never)).join('\n')).toMatch(problem);
  });
});

describe('what a module does wrong is told as its fault', () => {
  test.each([
    [undefined, /It has no default export/],
    [42, /Its default export is number, not an object with `open`/],
    [() => null, /Its default export returns null/],
    [
      () => {
        throw new Error('boom');
      },
      /Its default export failed: boom/,
    ],
  ])('%s', async (exported, problem) => {
    const { code, text } = await failure(connectorOf('mine', './mine.mjs', exported));
    expect(code).toBe('connector-invalid');
    expect(text).toMatch(problem);
  });

  test.each([
    [{}, /has no `relations`, `schema`/],
    [null, /`open` gives null/],
  ])('a session that is %s', async (session, problem) => {
    const made = await connectorOf('mine', './mine.mjs', { open: async () => session });
    expect((await failure(made.open('s', {}))).text).toMatch(problem);
  });

  test('an error that it did not expect is told with the source and its words', async () => {
    const made = await connector(() => ({ relations: () => Promise.reject(new Error('ECONNRESET')) }));
    const session = await made.open('s', {});
    expect(await failure(session.relations())).toMatchObject({
      code: 'connector-failed',
      text: expect.stringContaining('ECONNRESET'),
    });
  });

  test('a value that its column cannot hold is named with its row', async () => {
    const made = await connector((_, kit) => ({
      read: () =>
        kit.rowsToBatches({ source: 's', relation: 'r', columns }, [
          [1, 'a'],
          [1.5, 'b'],
        ]),
    }));
    const session = await made.open('s', {});
    const work = async () => {
      for await (const _ of session.read({ relation: 'r', columns: null, filters: [], limit: null }));
    };
    expect(await failure(work())).toMatchObject({
      code: 'connector-value',
      text: expect.stringContaining('row 2 of `s.r`'),
    });
  });
});
