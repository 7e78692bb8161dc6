import { expect, it } from 'vitest';
import {
  alterTable,
  appendRows,
  createTable,
  deleteRows,
  latestVersion,
  optimizeTable,
  overwriteTable,
  updateRows,
  type WritePorts,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { openSession } from '../support/session.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

type Work = (ports: WritePorts) => Promise<unknown>;

const append =
  (id: number, transaction?: { appId: string; version: number }): Work =>
  (ports) =>
    appendRows(ports, table, {
      select: `SELECT ${id}::BIGINT AS id`,
      ...(transaction === undefined ? {} : { transaction }),
      engineVersion,
    });
const remove =
  (where: string): Work =>
  (ports) =>
    deleteRows(ports, table, { where, engineVersion });
const update =
  (where: string): Work =>
  (ports) =>
    updateRows(ports, table, { where, set: { id: 'id + 1000' }, engineVersion });
const optimize: Work = (ports) => optimizeTable(ports, table, { engineVersion });
const overwrite: Work = (ports) =>
  overwriteTable(ports, table, { select: 'SELECT 5::BIGINT AS id', engineVersion });
const property: Work = (ports) =>
  alterTable(ports, table, [{ kind: 'set-properties', properties: { owner: 'x' } }], engineVersion);

/** Runs `work`, and `winner` just before its commit: what the two make of it. */
async function race(winner: Work, work: Work, properties: Readonly<Record<string, string>> = {}) {
  await createTable(shop, table, { select: 'SELECT range AS id FROM range(3)', properties, engineVersion });
  await append(100)(shop);
  const other = { ...shop, session: await openSession() };
  let won = false;
  const slow: WritePorts = {
    ...shop,
    files: {
      ...shop.files,
      putIfAbsent: async (path, content) => {
        if (!won && /_delta_log\/\d{20}\.json$/.test(path)) {
          won = true;
          await winner(other);
        }
        return shop.files.putIfAbsent(path, content);
      },
    },
  };
  const before = await latestVersion(shop.files, table);
  const outcome = await work(slow).then(
    () => 'both',
    (error: unknown) => error,
  );
  other.session.close();
  expect(won).toBe(true);
  if (outcome === 'both') {
    expect(await latestVersion(shop.files, table)).toBe(before + 2);
    return 'both stand';
  }
  expect(outcome).toBeInstanceOf(DiagnosticError);
  expect((outcome as DiagnosticError).exitCode).toBe(4);
  expect(await latestVersion(shop.files, table)).toBe(before + 1);
  return (outcome as DiagnosticError).diagnostics[0]!.summary;
}

const app = { appId: 'load', version: 1 };
const weak = { 'delta.isolationLevel': 'WriteSerializable' };

const cases: readonly (readonly [string, Work, Work, RegExp, Readonly<Record<string, string>>?])[] = [
  ['append after append', append(1), append(2), /both stand/],
  ['append after a delete', remove('id = 1'), append(2), /both stand/],
  ['delete after an append that it should have seen', append(50), remove('id >= 50'), /added rows/],
  ['delete after an append elsewhere', append(7000), remove('id < 50'), /both stand/],
  ['delete after an append, under WriteSerializable', append(50), remove('id >= 50'), /both stand/, weak],
  [
    'delete after a rewrite that it should have seen, under WriteSerializable',
    update('id = 2'),
    remove('id > 1'),
    /added rows|removed or rewritten/,
    weak,
  ],
  ['delete of a file that is gone', remove('id = 0'), remove('id = 1'), /added rows|removed or rewritten/],
  ['delete of another file', remove('id = 100'), remove('id = 1'), /both stand/],
  ['append after a change of the table', property, append(2), /schema or the properties/],
  ['append of the same application', append(1, app), append(2, app), /same application/],
  ['optimize after an append', append(1), optimize, /both stand/],
  ['optimize after a delete', remove('id = 1'), optimize, /removed or rewritten/],
  ['overwrite after an append', append(1), overwrite, /added rows/],
];

for (const [name, winner, work, words, properties] of cases) {
  it(name, async () => {
    expect(await race(winner, work, properties)).toMatch(words);
  });
}

it('writes the rows of both where both stand', async () => {
  await race(append(1), append(2));
  expect((await readRows(shop, table)).map((row) => row.id)).toEqual(['0', '1', '1', '2', '2', '100']);
});
