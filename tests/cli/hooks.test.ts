import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { noticeDocumentForm } from '../../src/reports/notice/index.ts';
import { type CliResult, lode, queryRows } from '../support/cli.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { removeFolder } from '../support/project.ts';
import { makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
let server: HttpServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
  await removeFolder(folder);
});

const unique = shopFiles['models/silver/sales.sql'].replace(
  'description: Sales with their city',
  'description: Sales with their city\naudits:\n  - unique: [city]',
);

function shopWith(hooks: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  return makeShop({ 'project.yml': `${shopFiles['project.yml']}${hooks}`, ...files });
}

function apply(environment: Record<string, string> = {}, ...argv: string[]): Promise<CliResult> {
  return lode(folder, ['apply', '--yes', ...argv], {
    environment: { PATH: process.env.PATH!, ...environment },
  });
}

/** A program that keeps its input and some of its environment. */
const keeper = `#!/bin/sh
cat > told.json
env | grep '^LODE_' | sort > told.env
printf '%s\\n' "$@" > told.arguments
`;

async function told(): Promise<ReturnType<typeof noticeDocumentForm.parse>> {
  return noticeDocumentForm.parse(JSON.parse(await readFile(join(folder, 'told.json'), 'utf8')));
}

test('a command is told of a failure: what failed, the evidence, how to look; masked where it is personal', async () => {
  folder = await shopWith('on_failure:\n  - command: [sh, keep.sh, "${PAGER}"]\n', {
    'keep.sh': keeper,
    'models/silver/sales.sql': unique
      .replace('shops.city,', 'shops.city, sales.customer,')
      .replace(
        'audits:\n  - unique: [city]',
        'columns:\n  customer: {pii: name}\naudits:\n  - unique: [customer]',
      ),
    'models/bronze/sales.sql': shopFiles['models/bronze/sales.sql'],
  });
  const { code, stderr } = await apply({ PAGER: 'pager-key' });
  expect(code, stderr).toBe(3);
  const notice = await told();
  expect(notice).toMatchObject({
    event: 'failure',
    title: 'prod of shop: apply was stopped by an audit',
    run: { outcome: 'stopped', exitCode: 3, environment: 'prod' },
  });
  const silver = notice.run.models.find(({ model }) => model === 'silver.sales');
  expect(silver).toMatchObject({ outcome: 'stopped', failedAudits: [{ name: 'unique' }] });
  expect(JSON.stringify(silver!.failedAudits)).not.toMatch(/Ada|Émile/);
  expect(notice.look.join('\n')).toContain(notice.run.runId);
  expect(notice.look).toContain('lode history silver.sales --env prod');
  expect(await readFile(join(folder, 'told.arguments'), 'utf8')).toBe('pager-key\n');
  const variables = await readFile(join(folder, 'told.env'), 'utf8');
  expect(variables).toContain(`LODE_RUN_ID=${notice.run.runId}\n`);
  expect(variables).toContain('LODE_ENVIRONMENT=prod\n');
  expect(variables).toContain('LODE_OUTCOME=stopped\n');
  const [query] = notice.look;
  const sql = /"(.*)"$/.exec(query!)![1]!;
  expect(await queryRows(folder, sql)).toContainEqual(
    expect.objectContaining({ model: 'silver.sales', outcome: 'stopped' }),
  );
});

test('on_success is told of work that is done, not of a run that had none', async () => {
  folder = await shopWith(
    'on_success:\n  - command: [sh, keep.sh]\non_failure:\n  - command: [touch, failed]\n',
    {
      'keep.sh': keeper,
    },
  );
  expect((await apply()).code).toBe(0);
  expect(await told()).toMatchObject({ event: 'success', run: { versions: [1, 2], outcome: 'succeeded' } });
  await writeFile(join(folder, 'told.json'), '');
  expect((await apply()).stderr).toContain('Nothing to do');
  expect(await readFile(join(folder, 'told.json'), 'utf8')).toBe('');
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace('sales.amount,', 'sales.amount * 2 AS amount,'),
  );
  await apply();
  const { code, stderr } = await lode(folder, ['rollback', '--to', '2', '--yes'], {
    environment: { PATH: process.env.PATH! },
  });
  expect(code, stderr).toBe(0);
  expect(await told()).toMatchObject({ run: { command: 'rollback', rollbackTo: 2 } });
  expect(existsSync(join(folder, 'failed'))).toBe(false);
});

test('a webhook gets JSON with its headers; its URL, a secret, is in no output and no record', async () => {
  server = await startHttpServer();
  folder = await shopWith(
    'on_failure:\n  - webhook: ${HOOK}\n    headers: {x-token: "${HOOK_TOKEN}"}\n    environments: [prod]\n',
    { 'models/silver/sales.sql': unique },
  );
  const variables = { HOOK: `${server.url}/services/s3cr3t-path`, HOOK_TOKEN: 't0ken-value' };
  const { code, stdout, stderr } = await apply(variables);
  expect(code, stderr).toBe(3);
  const [request, ...others] = server.received;
  expect(others).toEqual([]);
  expect(request).toMatchObject({ method: 'POST', path: '/services/s3cr3t-path' });
  expect(request!.headers).toMatchObject({ 'content-type': 'application/json', 'x-token': 't0ken-value' });
  expect(noticeDocumentForm.parse(JSON.parse(request!.body))).toMatchObject({ event: 'failure' });
  const dev = await lode(folder, ['apply', 'dev_anna', '--yes'], { environment: variables });
  expect(dev.code).toBe(3);
  expect(server.received).toHaveLength(1);
  const everything = [
    stdout,
    stderr,
    request!.body,
    JSON.stringify(await queryRows(folder, 'FROM lode.runs')),
  ].join('\n');
  expect(everything).not.toMatch(/s3cr3t|t0ken/);
});

test('a failure before the run begins is told too: a project that does not compile, a source that is away', async () => {
  server = await startHttpServer();
  folder = await shopWith(`on_failure:\n  - webhook: ${server.url}\n`, {
    'models/gold/wrong.sql': 'SELECT ammount FROM silver.sales',
  });
  expect((await apply()).code).toBe(1);
  expect(JSON.parse(server.received[0]!.body)).toMatchObject({
    title: 'prod of shop: apply failed',
    run: { outcome: 'failed', models: [], diagnostics: [{ code: 'column-unknown' }] },
    look: ['lode plan prod'],
  });
  await writeFile(join(folder, 'models/gold/wrong.sql'), 'SELECT amount FROM silver.sales');
  await removeFolder(join(folder, 'till'));
  expect((await apply()).code).toBe(1);
  expect(server.received).toHaveLength(2);
  expect(JSON.parse(server.received[1]!.body).run.message).toContain('till');
  await writeSales(folder, moreSales);
  // Nobody was there to say yes.
  expect((await lode(folder, ['apply'])).code).toBe(1);
  expect(server.received).toHaveLength(2);
});

test('Slack and Teams get what they take', async () => {
  server = await startHttpServer();
  folder = await shopWith(
    `on_failure:\n  - {webhook: ${server.url}/slack, format: slack}\n  - {webhook: ${server.url}/teams, format: teams}\n`,
    { 'models/silver/sales.sql': unique },
  );
  expect((await apply()).code).toBe(3);
  const bodies = Object.fromEntries(server.received.map(({ path, body }) => [path, JSON.parse(body)]));
  expect(bodies['/slack'].text).toBe('❌ prod of shop: apply was stopped by an audit');
  expect(JSON.stringify(bodies['/slack'].blocks)).toContain('*silver.sales*');
  expect(JSON.stringify(bodies['/slack'].blocks)).toContain('Held up: gold.daily');
  expect(bodies['/teams'].attachments[0].content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
  expect(JSON.stringify(bodies['/teams'])).toContain('silver.sales');
});

test('a hook that fails is a warning with its reason, and changes no outcome', async () => {
  server = await startHttpServer((response, { path }, count) => {
    if (path === '/busy' && count === 1) response.writeHead(503).end('later');
    else if (path === '/busy') response.end('ok');
    else response.writeHead(404).end('no_such_channel');
  });
  folder = await shopWith(`on_success:\n  - {webhook: ${server.url}/busy}\n`);
  const good = await apply();
  expect(good.code).toBe(0);
  expect(good.stderr).not.toContain('hook-failed');
  expect(server.received.map(({ path }) => path)).toEqual(['/busy', '/busy']);
  const rewrite = (hooks: string) =>
    writeFile(join(folder, 'project.yml'), `${shopFiles['project.yml']}${hooks}`);
  await rewrite(
    `on_success:
  - {webhook: "${server.url}/gone"}
  - {webhook: "http://127.0.0.1:9/refused"}
  - {webhook: "\${NOT_SET}"}
  - {command: [sh, -c, "echo pager is broken; exit 7"]}
  - {command: [no-such-program]}
`,
  );
  await writeSales(folder, moreSales);
  const { code, stdout, stderr } = await apply({}, '--json');
  expect(code, stderr).toBe(0);
  const details = (JSON.parse(stdout).diagnostics as { code: string; detail: string }[])
    .filter((each) => each.code === 'hook-failed')
    .map(({ detail }) => detail);
  expect(details).toEqual([
    'it answered 404: no_such_channel',
    expect.stringContaining('it could not be reached'),
    expect.stringContaining('NOT_SET'),
    'it ended with 7:\npager is broken',
    expect.stringContaining('it could not be started'),
  ]);
});

test('a hook that hangs is ended with all that it started, when its time is over', async () => {
  server = await startHttpServer(() => {});
  folder = await shopWith('');
  await mkdir(join(folder, 'marks'));
  await writeFile(
    join(folder, 'project.yml'),
    `${shopFiles['project.yml']}on_success:
  - {webhook: "${server.url}", timeout: 1 second}
  - {command: [sh, -c, "trap '' TERM; (trap '' TERM; sleep 3; touch marks/late) & wait"], timeout: 1 second}
`,
  );
  const { code, stderr } = await apply();
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('it did not answer within 1 s');
  expect(stderr).toContain('it did not end within 1 s');
  await wait(2500);
  expect(existsSync(join(folder, 'marks/late'))).toBe(false);
});

test('a hook of both sorts, of none, or with a key that is none, is refused where it stands', async () => {
  for (const [hook, problem] of [
    ['{webhook: "https://x", command: [y]}', 'either `webhook` or `command`'],
    ['{format: slack}', 'either `webhook` or `command`'],
    ['{webhook: "https://x", formt: slack}', 'Did you mean `format`'],
    ['{webhook: "https://x", format: irc}', 'irc'],
    ['{webhook: "https://x", timeout: soon}', 'a length of time'],
  ] as const) {
    folder = await shopWith(`on_failure:\n  - ${hook}\n`);
    const { code, stderr } = await lode(folder, ['compile']);
    expect(code).toBe(1);
    expect(stderr).toContain('project.yml:11');
    expect(stderr, hook).toContain(problem);
    await removeFolder(folder);
  }
});

test('the environment is free while hooks run: they may apply, or take their time', async () => {
  const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
  folder = await shopWith(
    `on_success:\n  - command: [sh, -c, "'${process.execPath}' '${binary}' env show --json > shown.json"]\n`,
  );
  const { code, stderr } = await apply();
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('hook-failed');
  const shown = JSON.parse(await readFile(join(folder, 'shown.json'), 'utf8'));
  expect(shown).toMatchObject({ name: 'prod', version: 2, lease: null });
});

test('a run that came through in part tells what did not, and is recorded as such', async () => {
  folder = await shopWith('on_failure:\n  - command: [sh, keep.sh]\nopenlineage: {file: lineage.ndjson}\n', {
    'keep.sh': keeper,
    'models/gold/few.sql':
      '/* ---\naudits:\n  - row_count: {max: 5}\n--- */\nSELECT id, amount FROM silver.sales\n',
  });
  expect((await apply()).code).toBe(0);
  await writeSales(folder, moreSales);
  const { code, stderr } = await lode(folder, ['run'], { environment: { PATH: process.env.PATH! } });
  expect(code, stderr).toBe(3);
  const notice = await told();
  expect(notice).toMatchObject({
    title: 'prod of shop: run came through in part',
    run: { command: 'run', outcome: 'partial', exitCode: 3 },
  });
  const outcomes = Object.fromEntries(notice.run.models.map(({ model, outcome }) => [model, outcome]));
  expect(outcomes).toMatchObject({ 'silver.sales': 'built', 'gold.daily': 'built', 'gold.few': 'stopped' });
  const [run] = await queryRows(folder, `SELECT outcome, models FROM lode.runs WHERE command = 'run'`);
  expect(run).toMatchObject({ outcome: 'partial' });
  const lineage = (await readFile(join(folder, 'lineage.ndjson'), 'utf8')).trimEnd().split('\n');
  const ends = lineage
    .map((line) => JSON.parse(line))
    .filter(({ eventType, job }) => eventType !== 'START' && job.name.startsWith('shop.prod.run'))
    .map(({ eventType, job }) => `${job.name.slice('shop.prod.'.length)} ${eventType}`);
  expect(ends).toEqual(
    expect.arrayContaining([
      'run.gold.daily COMPLETE',
      'run.gold.few FAIL',
      'run.gold.few.audits FAIL',
      'run FAIL',
    ]),
  );
});

test('doctor says which hooks have no variable here, without calling it a fault', async () => {
  folder = await shopWith('on_failure:\n  - webhook: ${HOOK_HERE}\n  - webhook: ${HOOK_ELSEWHERE}\n');
  const { stdout } = await lode(folder, ['doctor', '--json'], { environment: { HOOK_HERE: 'https://x' } });
  const texts = JSON.stringify(JSON.parse(stdout));
  expect(texts).toContain('HOOK_ELSEWHERE');
  expect(texts).toContain('whoever it leads to is not told from here');
  expect(texts).not.toContain('https://x');
});
