import { afterEach, beforeEach, expect, test } from 'vitest';
import { latestVersion, openSnapshot, scanQuery } from '../../../src/delta/index.ts';
import type { RunRecord } from '../../../src/environment/index.ts';
import { defineRunViews, writeRun } from '../../../src/execute/index.ts';
import { removeFolder } from '../../support/project.ts';
import { makeProtocolLake, type ProtocolLake } from '../protocol-lake.ts';

let made: ProtocolLake;
beforeEach(async () => {
  made = await makeProtocolLake();
});
afterEach(async () => {
  made.session.close();
  await made.database.close();
  await removeFolder(made.lake.folder);
});

function record(number: number): RunRecord {
  return {
    formatVersion: '1.0',
    runId: `run ${number}`,
    command: 'apply',
    project: 'it’s "quoted"; -- \\',
    environment: 'prod',
    target: null,
    by: { user: 'anna', host: 'bench', pid: 1 },
    git: null,
    lode: '0.1.0',
    engine: 'duckdb',
    started: '2026-03-29T00:59:59.999Z',
    ended: '2026-03-29T01:00:00.000Z',
    seconds: 0.001,
    outcome: 'succeeded',
    exitCode: 0,
    message: null,
    baseVersion: null,
    versions: [number],
    rollbackTo: null,
    diagnostics: [],
    plan: { text: "'; DROP TABLE runs; --" },
    models: [],
  };
}

async function runs(sql: string) {
  await defineRunViews(made.lake, made.session, sql);
  return made.session.rows(sql);
}

test('what a record holds comes back as it was, whatever its texts are', async () => {
  await writeRun(made.lake, made.session, record(1));
  const [run] = await runs('SELECT * FROM lode.runs');
  expect(run).toMatchObject({
    project: 'it’s "quoted"; -- \\',
    started_at: '2026-03-29 00:59:59.999+00',
    target: null,
    versions: ['1'],
    plan: '{"text":"\'; DROP TABLE runs; --"}',
    models: '0',
  });
  expect(await runs('SELECT * FROM lode.run_models')).toEqual([]);
});

test('writers at the same moment, also of the very first row, all get theirs in', async () => {
  const sessions = await Promise.all(Array.from({ length: 8 }, () => made.database.connect()));
  await Promise.all(sessions.map((session, index) => writeRun(made.lake, session, record(index))));
  for (const session of sessions) session.close();
  const found = await runs('SELECT run_id FROM lode.runs ORDER BY run_id');
  expect(found.map(({ run_id }) => run_id)).toEqual(Array.from({ length: 8 }, (_, index) => `run ${index}`));
});

test('after fifty runs their small files are one, and no run is lost', async () => {
  for (let number = 0; number <= 51; number++) await writeRun(made.lake, made.session, record(number));
  const table = `${made.lake.folder}/_runs`;
  expect(await latestVersion(made.lake.files, table)).toBeGreaterThan(51);
  const snapshot = await openSnapshot({ files: made.lake.files, session: made.session }, table);
  expect((await scanQuery(snapshot)).match(/\.parquet/g)!.length).toBeLessThan(5);
  expect(await runs('SELECT count(DISTINCT run_id)::INTEGER AS n FROM lode.runs')).toEqual([{ n: 52 }]);
}, 120_000);
