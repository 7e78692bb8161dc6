import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type RunEvent, runEvent } from '../../src/execute/index.ts';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

/** Applies with events to a fresh file; every line must be what the published form says. */
async function eventsOf(code: number): Promise<readonly RunEvent[]> {
  const file = join(folder, 'events.ndjson');
  await rm(file, { force: true });
  const applied = await applyShop(folder, '--events', file);
  expect(applied.code, applied.stderr).toBe(code);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => runEvent.parse(JSON.parse(line)));
}

const silver = shopFiles['models/silver/sales.sql'];
const rewrite = (text: string) => writeFile(join(folder, 'models/silver/sales.sql'), text);

test('every event of a run has its time and the run’s id, by which its record is found', async () => {
  folder = await makeShop();
  const events = await eventsOf(0);
  const ids = new Set(events.map(({ runId }) => runId));
  expect(ids.size).toBe(1);
  expect(await queryRows(folder, 'SELECT run_id FROM lode.runs')).toEqual([{ run_id: [...ids][0] }]);
  const times = events.map(({ time }) => time);
  expect([...times].sort()).toEqual(times);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(
    new Set(['run-started', 'source-read', 'model-started', 'model-finished', 'committed', 'run-finished']),
  );
  const gold = events.find((event) => event.kind === 'model-finished' && event.model === 'gold.daily');
  expect(gold).toMatchObject({ outcome: 'built', inputs: [{ relation: 'silver.sales' }], diagnostics: [] });
});

test('audits that fail, models that fail and what they hold up are events', async () => {
  folder = await makeShop();
  await rewrite(silver.replace('their city', 'their city\naudits:\n  - unique: [city]'));
  const stopped = await eventsOf(3);
  expect(stopped.find(({ kind }) => kind === 'audit-failed')).toMatchObject({
    model: 'silver.sales',
    result: { name: 'unique', failures: 4 },
  });
  expect(stopped.find(({ kind }) => kind === 'model-skipped')).toMatchObject({
    model: 'gold.daily',
    because: 'silver.sales',
  });
  expect(stopped.at(-1)).toMatchObject({ kind: 'run-finished', stopped: 'check', versions: [1] });
  await rewrite(silver.replace('sales.amount,', 'CAST(sales.shop AS INTEGER) AS amount,'));
  const failed = await eventsOf(1);
  expect(failed.find(({ kind }) => kind === 'model-failed')).toMatchObject({
    model: 'silver.sales',
    diagnostics: [{ code: 'conversion-failed' }],
  });
});

test('a version that an earlier process left open is an event of the run that finished it', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'lake/_environments/prod/2.json'));
  await writeSales(folder, moreSales);
  expect((await eventsOf(0))[1]).toMatchObject({ kind: 'recovered', version: 2, outcome: 'finished' });
});
