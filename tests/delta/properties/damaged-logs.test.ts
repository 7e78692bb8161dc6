import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appendRows,
  createTable,
  deleteRows,
  history,
  openSnapshot,
  scanQuery,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { EngineError } from '../../../src/ports/index.ts';
import { patience, runs } from '../support/runs.ts';
import { engineVersion, openWorkshop, type Workshop } from '../support/tables.ts';

let shop: Workshop;
let table: string;
beforeAll(async () => {
  shop = await openWorkshop();
  table = `${shop.folder}/whole`;
  await createTable(shop, table, {
    select: `SELECT range AS id, 'p' || range % 2 AS p FROM range(10)`,
    partitionColumns: ['p'],
    properties: { 'delta.enableDeletionVectors': 'true', 'delta.checkpointInterval': '3' },
    engineVersion,
  });
  await appendRows(shop, table, { select: `SELECT 100 AS id, 'p0' AS p`, engineVersion });
  await deleteRows(shop, table, { where: 'id = 3', engineVersion });
  await deleteRows(shop, table, { where: 'id = 4', engineVersion });
  await appendRows(shop, table, { select: `SELECT 101 AS id, 'p1' AS p`, engineVersion });
});
afterAll(() => shop.close());

/** One way to spoil a file. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const position = fc.double({ min: 0, max: 0.999, noNaN: true });
const nonsense = fc.oneof(
  fc.constantFrom(
    '{"add":{}}',
    'null',
    '[]',
    '{"add":{"path":1}}',
    '{"protocol":{"minReaderVersion":9e99}}',
    '\u0000',
    '}{',
    '{"metaData":null}',
    '{"add":{"path":"x","size":-1,"partitionValues":{}}}',
  ),
  fc.json({ maxDepth: 2 }),
);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(position, fc.integer({ min: 1, max: 255 })).map(
    ([at, mask]): Damage =>
      (bytes) => {
        const copy = Uint8Array.from(bytes);
        copy[Math.floor(at * copy.length)]! ^= mask;
        return copy;
      },
  ),
  position.map(
    (at): Damage =>
      (bytes) =>
        bytes.slice(0, Math.floor(at * bytes.length)),
  ),
  fc.tuple(position, nonsense).map(
    ([at, text]): Damage =>
      (bytes) => {
        const lines = new TextDecoder('latin1').decode(bytes).split('\n');
        lines.splice(Math.floor(at * lines.length), 1, text);
        return new TextEncoder().encode(lines.join('\n'));
      },
  ),
  fc.tuple(position, fc.constantFrom('99999999999999999999', '-1', '1e999', '0.5', '9007199254740993')).map(
    ([at, number]): Damage =>
      (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        const numbers = [...text.matchAll(/(?<=:)\d+/g)];
        const chosen = numbers[Math.floor(at * numbers.length)];
        if (chosen === undefined) return bytes;
        return Buffer.from(
          text.slice(0, chosen.index) + number + text.slice(chosen.index + chosen[0].length),
          'latin1',
        );
      },
  ),
);

it(
  'gives an error or an answer for a damaged log, never anything else',
  async () => {
    const names = (await readdir(`${table}/_delta_log`)).filter((name) => !name.startsWith('.'));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), damage, async (name, spoil) => {
        const copy = `${shop.folder}/${crypto.randomUUID()}`;
        await cp(table, copy, { recursive: true });
        const path = `${copy}/_delta_log/${name}`;
        await writeFile(path, spoil(await readFile(path)));
        try {
          const snapshot = await openSnapshot(shop, copy);
          const rows = await shop.session.rows(`SELECT * FROM (${await scanQuery(snapshot)})`);
          // A hint decides nothing.
          if (name === '_last_checkpoint') expect(rows).toHaveLength(10);
          await history(shop, copy);
        } catch (error) {
          refused++;
          // An engine's error is one about a data file that a damaged path or type leads to.
          expect(error instanceof DiagnosticError || error instanceof EngineError).toBe(true);
          if (error instanceof EngineError) expect(error.failure.message).not.toMatch(/INTERNAL/);
        }
      }),
      { numRuns: runs(60) },
    );
    expect(refused).toBeGreaterThan(4);
  },
  patience(300_000),
);

it('names the file and the line of what is not JSON', async () => {
  const copy = `${shop.folder}/broken`;
  await cp(table, copy, { recursive: true });
  const path = `${copy}/_delta_log/00000000000000000004.json`;
  await writeFile(path, (await readFile(path, 'utf8')).replace('{"add"', '{"add'));
  const failure = await openSnapshot(shop, copy).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  expect((failure as DiagnosticError).diagnostics[0]!.code).toBe('delta-log-malformed');
  expect((failure as DiagnosticError).diagnostics[0]!.summary).toContain('00000000000000000004.json');
});
