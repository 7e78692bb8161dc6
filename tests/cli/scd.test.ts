import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyAt, commitsOf, fillTill, makeTill, mustApply } from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const people = (header: string, columns = 'id, name, changed') =>
  `/* ---\nkind: scd_type_2\nunique_key: id\n${header}\n--- */\nSELECT ${columns} FROM bronze.people\n`;

const makePeople = (models: Readonly<Record<string, string>>) =>
  makeTill(
    { people: { id: 'INTEGER', name: 'VARCHAR', changed: 'TIMESTAMP' } },
    { 'bronze.people': '/* ---\nkind: full\n--- */\nSELECT * FROM till.people\n', ...models },
  );

type Row = readonly [id: number | null, name: string, changed: string | null];

/** A day of January 2026 as a text of its time. */
const at = (day: number) => `2026-01-${String(day).padStart(2, '0')} 00:00:00`;
const clock = (day: number) => `${at(day).replace(' ', 'T')}Z`;

function give(...rows: Row[]): Promise<void> {
  const values = rows.map(
    ([id, name, changed]) =>
      `(${id}, '${name}', ${changed === null ? 'NULL::TIMESTAMP' : `TIMESTAMP '${changed}'`})`,
  );
  const none = `SELECT 0::INTEGER AS id, '' AS name, TIMESTAMP '2026-01-01' AS changed LIMIT 0`;
  return fillTill(
    folder,
    'people',
    rows.length === 0 ? none : `SELECT * FROM (VALUES ${values.join(', ')}) AS t(id, name, changed)`,
  );
}

type Version = readonly [id: number, name: string, from: string, to: string | null];

async function versions(model = 'silver.people'): Promise<Version[]> {
  const rows = await queryRows(
    folder,
    `SELECT id, name, (valid_from::TIMESTAMP)::VARCHAR AS start, (valid_to::TIMESTAMP)::VARCHAR AS stop FROM ${model} ORDER BY id, start, stop`,
  );
  return rows.map(({ id, name, start, stop }) => [id, name, start, stop] as Version);
}

test('by time a version begins when its row says, and ends where the next one begins', async () => {
  folder = await makePeople({ 'silver.people': people('updated_at: changed') });
  await give([1, 'Ann', at(1)], [2, 'Bob', at(1)]);
  await mustApply(folder, clock(5));
  await give([1, 'Anna', at(6)], [2, 'Bob', at(1)]);
  await mustApply(folder, clock(7));
  const expected: Version[] = [
    [1, 'Ann', at(1), at(6)],
    [1, 'Anna', at(6), null],
    [2, 'Bob', at(1), null],
  ];
  expect(await versions()).toEqual(expected);
  // An older row, and one of the same time, change nothing; who is no longer given stays.
  const commits = await commitsOf(folder, 'silver.people');
  await give([1, 'Annie', at(6)]);
  await mustApply(folder, clock(8));
  await give([1, 'An', at(3)]);
  await mustApply(folder, clock(9));
  expect(await versions()).toEqual(expected);
  expect(await commitsOf(folder, 'silver.people')).toHaveLength(commits.length);
});

test('several versions of a row in one load are all kept, in the order of their times', async () => {
  folder = await makePeople({ 'silver.people': people('updated_at: changed') });
  await give([1, 'c', at(3)], [1, 'a', at(1)], [1, 'b', at(2)]);
  await mustApply(folder, clock(5));
  await give([1, 'b', at(2)], [1, 'e', at(7)], [1, 'd', at(6)]);
  await mustApply(folder, clock(8));
  expect(await versions()).toEqual([
    [1, 'a', at(1), at(2)],
    [1, 'b', at(2), at(3)],
    [1, 'c', at(3), at(6)],
    [1, 'd', at(6), at(7)],
    [1, 'e', at(7), null],
  ]);
});

test.each([
  [
    'twice at one time',
    [
      [1, 'a', at(1)],
      [1, 'b', at(1)],
    ] as Row[],
  ],
  ['without a key', [[null, 'a', at(1)]] as Row[]],
  ['without a time', [[1, 'a', null]] as Row[]],
])('a row %s stops the model', async (_, rows) => {
  folder = await makePeople({ 'silver.people': people('updated_at: changed') });
  await give(...rows);
  const { code, stderr } = await applyAt(folder, clock(5));
  expect(code).toBe(1);
  expect(stderr).toContain('[key-repeated]');
});

test('by compared columns a version begins when it is found changed; other columns make none', async () => {
  folder = await makePeople({ 'silver.people': people('compared_columns: name') });
  await give([1, 'Ann', at(1)], [2, 'Bob', at(1)]);
  await mustApply(folder, clock(5));
  await give([1, 'Ann', at(2)], [2, 'Rob', at(2)]);
  await mustApply(folder, clock(7));
  expect(await versions()).toEqual([
    [1, 'Ann', at(5), null],
    [2, 'Bob', at(5), at(7)],
    [2, 'Rob', at(7), null],
  ]);
});

test('what is no longer given ends where the header says so, and may come back', async () => {
  folder = await makePeople({
    'silver.people': people('updated_at: changed\nhard_deletes: invalidate'),
    'silver.compared': people('compared_columns: all\nhard_deletes: invalidate', 'id, name'),
  });
  await give([1, 'Ann', at(1)], [2, 'Bob', at(1)]);
  await mustApply(folder, clock(5));
  await give([2, 'Bob', at(1)]);
  await mustApply(folder, clock(6));
  await give([1, 'Ann', at(1)], [2, 'Bob', at(1)]);
  await mustApply(folder, clock(8));
  // By time the row says that it is the old one: it goes on where it ended.
  expect(await versions()).toEqual([
    [1, 'Ann', at(1), at(6)],
    [1, 'Ann', at(6), null],
    [2, 'Bob', at(1), null],
  ]);
  expect(await versions('silver.compared')).toEqual([
    [1, 'Ann', at(5), at(6)],
    [1, 'Ann', at(8), null],
    [2, 'Bob', at(5), null],
  ]);
});

test('a clock that was set back turns no version round', async () => {
  folder = await makePeople({ 'silver.people': people('compared_columns: name\nhard_deletes: invalidate') });
  await give([1, 'a', at(1)], [2, 'x', at(1)]);
  await mustApply(folder, clock(9));
  await give([1, 'b', at(1)]);
  await mustApply(folder, clock(5));
  expect(await versions()).toEqual([
    [1, 'a', at(9), at(9)],
    [1, 'b', at(9), null],
    [2, 'x', at(9), at(9)],
  ]);
});

interface Kept {
  readonly name: string;
  readonly from: number;
  to: number | null;
}

/** What the table must hold, by key: the rules of the header over plain lists. */
class History {
  readonly kept = new Map<number, Kept[]>();
  constructor(
    readonly byTime: boolean,
    readonly endsMissing: boolean,
  ) {}

  load(rows: readonly { id: number; name: string; at: number }[], now: number): void {
    const given = new Map<number, { name: string; at: number }[]>();
    for (const row of rows) given.set(row.id, [...(given.get(row.id) ?? []), row]);
    for (const [id, list] of given) {
      const versions = this.kept.get(id) ?? [];
      const open = versions.find(({ to }) => to === null);
      const ended = Math.max(0, ...versions.map(({ to }) => to ?? 0));
      const fresh = this.byTime
        ? list
            .filter((row) => open === undefined || row.at > open.from)
            .sort((a, b) => a.at - b.at)
            .map((row) => ({ name: row.name, from: Math.max(row.at, ended) }))
        : open?.name === list[0]!.name
          ? []
          : [{ name: list[0]!.name, from: Math.max(now, ended) }];
      if (open !== undefined && fresh[0] !== undefined) open.to = fresh[0].from;
      fresh.forEach((version, index) => {
        const to = fresh[index + 1]?.from ?? null;
        if (to === null || version.from < to) versions.push({ ...version, to });
      });
      this.kept.set(id, versions);
    }
    if (!this.endsMissing) return;
    for (const [id, versions] of this.kept)
      if (!given.has(id))
        for (const version of versions) if (version.to === null) version.to = Math.max(now, version.from);
  }

  rows(): Version[] {
    return [...this.kept].flatMap(([id, versions]) =>
      versions.map(({ name, from, to }): Version => [id, name, at(from), to === null ? null : at(to)]),
    );
  }
}

const sorted = (list: readonly Version[]) => list.map((version) => JSON.stringify(version)).sort();

test('any sequence of loads gives what the rules give, and versions of a row never overlap', {
  timeout: 300_000,
}, async () => {
  const row = fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    name: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: 1, max: 28 }),
  });
  const load = fc.uniqueArray(row, { maxLength: 14, selector: ({ id, at: time }) => `${id} ${time}` });
  const loads = fc.array(load, { minLength: 4, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(loads, async (all) => {
      if (folder !== undefined) await removeFolder(folder);
      folder = await makePeople({
        'silver.time': people('updated_at: changed'),
        'silver.ending': people('updated_at: changed\nhard_deletes: invalidate'),
        'silver.compared': people('compared_columns: name\nhard_deletes: invalidate').replace(
          'FROM bronze.people',
          'FROM bronze.people QUALIFY row_number() OVER (PARTITION BY id ORDER BY changed DESC) = 1',
        ),
      });
      const models = {
        'silver.time': new History(true, false),
        'silver.ending': new History(true, true),
        'silver.compared': new History(false, true),
      };
      let now = 3;
      for (const rows of all) {
        now += 5;
        await give(...rows.map(({ id, name, at: day }): Row => [id, name, at(day)]));
        await mustApply(folder, clock(now));
        const newest = rows.filter((one) => !rows.some((other) => other.id === one.id && other.at > one.at));
        for (const [name, model] of Object.entries(models)) {
          model.load(model.byTime ? rows : newest, now);
          expect(sorted(await versions(name)), name).toEqual(sorted(model.rows()));
        }
      }
      // A version that ended as it began (its time lay ahead when it was ended) is on record, and was never valid.
      const lasting = (name: string) => `(FROM ${name} WHERE valid_to IS DISTINCT FROM valid_from)`;
      const overlaps = Object.keys(models).map(
        (name) =>
          `SELECT '${name}' AS model, a.id FROM ${lasting(name)} AS a JOIN ${lasting(name)} AS b ON a.id = b.id AND (a.valid_from, a.name) < (b.valid_from, b.name) WHERE a.valid_to IS NULL OR a.valid_to > b.valid_from`,
      );
      expect(await queryRows(folder, overlaps.join(' UNION ALL '))).toEqual([]);
    }),
    { numRuns: 3, endOnFailure: true, seed: Number(process.env.LODE_SCD_SEED ?? 302_724_541) },
  );
});
