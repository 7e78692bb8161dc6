import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type CliResult, lode, queryRows } from '../support/cli.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { type OpenLineageRunEvent, openLineageRunEvent } from '../support/open-lineage-form.ts';
import { removeFolder } from '../support/project.ts';
import { makeShop, shopFiles } from '../support/shop.ts';

let folder: string;
let server: HttpServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
  await removeFolder(folder);
});

function shopWith(settings: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  return makeShop({ 'project.yml': `${shopFiles['project.yml']}${settings}`, ...files });
}

function apply(environment: Record<string, string> = {}, ...argv: string[]): Promise<CliResult> {
  return lode(folder, ['apply', '--yes', ...argv], { environment });
}

/** Every run has one START, before its one end. */
function checked(lines: readonly string[]): readonly OpenLineageRunEvent[] {
  const events = lines.map((line) => openLineageRunEvent.parse(JSON.parse(line)));
  for (const runId of new Set(events.map(({ run }) => run.runId))) {
    const [start, end, ...more] = events.filter(({ run }) => run.runId === runId);
    expect([start?.eventType, more.length], start?.job.name).toEqual(['START', 0]);
    expect(['COMPLETE', 'FAIL', 'ABORT']).toContain(end?.eventType);
    expect(end!.eventTime >= start!.eventTime).toBe(true);
    expect(end!.job.name).toBe(start!.job.name);
  }
  return events;
}

function fileEvents(name = 'lineage.ndjson'): readonly OpenLineageRunEvent[] {
  return checked(readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
}

const ends = (events: readonly OpenLineageRunEvent[]) =>
  Object.fromEntries(
    events
      .filter(({ eventType }) => eventType !== 'START')
      .map(({ job, eventType }) => [job.name.replace('shop.prod.', ''), eventType]),
  );
const ended = (events: readonly OpenLineageRunEvent[], name: string) =>
  events.find(({ job, eventType }) => eventType !== 'START' && job.name === `shop.prod.${name}`)!;

const audited = shopFiles['models/silver/sales.sql'].replace(
  'description: Sales with their city',
  'description: Sales with their city\naudits:\n  - unique: [id]\n  - accepted_range: {column: amount, min: 5}\n    on_failure: warn',
);

test('a run and its models are told to a file, with schema, lineage by column, statistics and audits', async () => {
  folder = await shopWith('openlineage: {file: lineage.ndjson, namespace: nightly}\n', {
    'models/silver/sales.sql': audited,
  });
  const { code, stderr } = await apply();
  expect(code, stderr).toBe(0);
  const events = fileEvents();
  expect(ends(events)).toEqual({
    apply: 'COMPLETE',
    'apply.bronze.sales': 'COMPLETE',
    'apply.seeds.shops': 'COMPLETE',
    'apply.silver.sales': 'COMPLETE',
    'apply.silver.sales.audits': 'COMPLETE',
    'apply.gold.daily': 'COMPLETE',
  });
  const [first] = events;
  const last = events.at(-1)!;
  expect([first!.job.name, last.job.name]).toEqual(['shop.prod.apply', 'shop.prod.apply']);
  expect(new Set(events.map(({ job }) => job.namespace))).toEqual(new Set(['nightly']));
  const [recorded] = await queryRows(folder, 'SELECT run_id FROM lode.runs');
  expect(recorded).toEqual({ run_id: last.run.runId });
  for (const { run, job } of events)
    if (run.runId !== last.run.runId)
      expect(run.facets.parent, job.name).toMatchObject({
        run: { runId: last.run.runId },
        job: { namespace: 'nightly', name: 'shop.prod.apply' },
        root: { run: { runId: last.run.runId } },
      });

  const silver = ended(events, 'apply.silver.sales');
  expect(silver.job.facets.sql!.query).toContain('JOIN seeds.shops');
  expect(silver.inputs).toMatchObject([
    { namespace: 'lode://shop/prod', name: 'bronze.sales', facets: { version: { datasetVersion: '0' } } },
    { namespace: 'lode://shop/prod', name: 'seeds.shops' },
  ]);
  const [output] = silver.outputs;
  expect(output).toMatchObject({
    namespace: 'lode://shop/prod',
    name: 'silver.sales',
    outputFacets: { outputStatistics: { rowCount: 5 } },
    facets: {
      version: { datasetVersion: '0' },
      symlinks: { identifiers: [{ namespace: 'file', name: join(folder, 'lake/prod/silver/sales') }] },
    },
  });
  expect(output!.facets!.schema!.fields.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'INTEGER'],
    ['city', 'VARCHAR'],
    ['amount', 'DECIMAL(10,2)'],
    ['day', 'DATE'],
  ]);
  expect(output!.facets!.columnLineage!.fields.city!.inputFields).toMatchObject([
    {
      namespace: 'lode://shop/prod',
      name: 'seeds.shops',
      field: 'city',
      transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }],
    },
  ]);
  const bronze = ended(events, 'apply.bronze.sales');
  expect(bronze.inputs).toMatchObject([{ namespace: 'lode://shop/targets/files', name: 'till.sales' }]);
  expect(bronze.outputs[0]!.facets!.columnLineage!.fields.id!.inputFields[0]).toMatchObject({
    namespace: 'lode://shop/targets/files',
    name: 'till.sales',
    field: 'id',
  });
  expect(
    ended(events, 'apply.silver.sales.audits').inputs[0]!.inputFacets!.dataQualityAssertions,
  ).toMatchObject({
    assertions: [
      { assertion: 'unique', success: true, column: 'id', severity: 'error' },
      { assertion: 'accepted_range', success: false, column: 'amount', severity: 'warn', actual: '1' },
    ],
  });
});

test('what failed has failed, and what was built for nothing was aborted', async () => {
  folder = await shopWith('openlineage: {file: lineage.ndjson}\n', {
    'models/silver/sales.sql': audited.replace('unique: [id]', 'unique: [city]'),
    'models/silver/shops.sql': 'SELECT shop, city FROM seeds.shops',
  });
  expect((await apply()).code).toBe(3);
  const events = fileEvents();
  expect(ends(events)).toEqual({
    apply: 'FAIL',
    'apply.bronze.sales': 'COMPLETE',
    'apply.seeds.shops': 'ABORT',
    'apply.silver.shops': 'ABORT',
    'apply.silver.sales': 'FAIL',
    'apply.silver.sales.audits': 'FAIL',
  });
  expect(ended(events, 'apply.silver.sales').run.facets.errorMessage!.message).toContain('city');
  expect(ended(events, 'apply.silver.shops').outputs[0]).not.toHaveProperty('outputFacets');
  expect(events.at(-1)!.run.facets.errorMessage!.message).toContain('silver.sales');
});

test('a rollback tells which tables it set back', async () => {
  folder = await shopWith('');
  await apply();
  await writeFile(
    join(folder, 'models/gold/daily.sql'),
    shopFiles['models/gold/daily.sql'].replace('count(*) AS', 'count(*) + 1 AS'),
  );
  await apply();
  await writeFile(
    join(folder, 'project.yml'),
    `${shopFiles['project.yml']}openlineage: {file: lineage.ndjson}\n`,
  );
  const { code, stderr } = await lode(folder, ['rollback', '--to', '2', '--yes']);
  expect(code, stderr).toBe(0);
  const events = fileEvents();
  expect(ends(events)).toEqual({ rollback: 'COMPLETE' });
  expect(events.at(-1)!.outputs).toMatchObject([
    { name: 'gold.daily', facets: { version: { datasetVersion: '2' } } },
  ]);
});

test('a server gets the events by HTTP with the key, in the order of each run; the key is in no output', async () => {
  // The answers come late and in another order than the questions.
  server = await startHttpServer((response, _, count) => {
    setTimeout(() => response.writeHead(201).end(), count % 3 === 0 ? 60 : 5);
  });
  folder = await shopWith('openlineage: {url: "${LINEAGE}", api_key: "${LINEAGE_KEY}"}\n');
  const { code, stdout, stderr } = await apply(
    { LINEAGE: server.url, LINEAGE_KEY: 'k3y-value' },
    '--verbose',
  );
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('lineage-not-delivered');
  const events = checked(server.received.map(({ body }) => body));
  expect(events).toHaveLength(10);
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    path: '/api/v1/lineage',
    headers: { authorization: 'Bearer k3y-value', 'content-type': 'application/json' },
  });
  expect(stdout + stderr + server.received.map(({ body }) => body).join('')).not.toContain('k3y-value');
});

test('the variables that OpenLineage clients know are enough, name the run above, and switch it off', async () => {
  server = await startHttpServer();
  folder = await shopWith('');
  const parent = '0197fa3c-6b1c-7a53-8a1d-1f3f6f7a1b2c';
  const variables = {
    OPENLINEAGE_URL: `${server.url}/`,
    OPENLINEAGE_ENDPOINT: '/lineage',
    OPENLINEAGE_NAMESPACE: 'from-environment',
    OPENLINEAGE_PARENT_ID: `airflow/prod/nightly.lode/${parent}`,
  };
  await lode(folder, ['apply', 'dev', '--yes'], { environment: variables });
  const events = checked(server.received.map(({ body }) => body));
  expect(server.received[0]!.path).toBe('/lineage');
  const { job, run } = events.at(-1)!;
  expect(job).toMatchObject({ namespace: 'from-environment', name: 'shop.dev.apply' });
  expect(run.facets.parent).toMatchObject({
    run: { runId: parent },
    job: { namespace: 'airflow/prod', name: 'nightly.lode' },
  });
  const model = events.find(({ job: { name } }) => name === 'shop.dev.apply.gold.daily')!;
  expect(model.run.facets.parent).toMatchObject({
    run: { runId: run.runId },
    root: { run: { runId: parent } },
  });
  // project.yml has the last word.
  await writeFile(
    join(folder, 'project.yml'),
    `${shopFiles['project.yml']}openlineage: {file: only-here.ndjson}\n`,
  );
  await server.close();
  server = await startHttpServer();
  await lode(folder, ['apply', 'dev_two', '--yes'], {
    environment: { ...variables, OPENLINEAGE_URL: server.url },
  });
  expect(server.received).toEqual([]);
  expect(fileEvents('only-here.ndjson')).toHaveLength(10);
  const off = { OPENLINEAGE_URL: server.url, OPENLINEAGE_DISABLED: 'true' };
  await writeFile(join(folder, 'project.yml'), shopFiles['project.yml']);
  expect((await lode(folder, ['apply', 'dev_three', '--yes'], { environment: off })).code).toBe(0);
  expect(server.received).toEqual([]);
});

test('a server that refuses, is away or never answers is one warning in a bounded time, and fails nothing', async () => {
  const hanging = await startHttpServer(() => {});
  server = await startHttpServer((response) => void response.writeHead(401).end('who are you'));
  try {
    folder = await shopWith('');
    const cases = [
      [`url: "${server.url}"`, /10 events did not reach .*: it answered 401: who are you/],
      [
        'url: "http://127.0.0.1:9"',
        /10 events did not reach http:\/\/127\.0\.0\.1:9: it could not be reached/,
      ],
      [`url: "${hanging.url}", timeout: 1 second`, /10 events did not reach .*: it did not/],
      ['url: "${NOBODY_SET_THIS}"', /NOBODY_SET_THIS/],
      ['file: till/sales.parquet/lineage.ndjson', /sales\.parquet/],
    ] as const;
    for (const [index, [settings, words]] of cases.entries()) {
      await writeFile(join(folder, 'project.yml'), `${shopFiles['project.yml']}openlineage: {${settings}}\n`);
      const { code, stderr } = await lode(folder, ['apply', `dev_${index}`, '--yes']);
      expect(code, stderr).toBe(0);
      expect(stderr.match(/\[lineage-not-delivered\]/g), settings).toHaveLength(1);
      expect(stderr).toMatch(words);
    }
  } finally {
    await hanging.close();
  }
});
