// An apply of many small models with its lake in an object store, against the same objects put, copied and listed bare: the same server (moto, in memory, one request at a time), the same connection, as many at once.
// node bench/object-store.mjs [--models N] [--rounds N]; needs scripts/python-venv.sh and `npm run build`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { values } = parseArgs({
  options: { models: { type: 'string', default: '50' }, rounds: { type: 'string', default: '3' } },
});
const models = Number(values.models);
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('..', import.meta.url));
const binary = join(root, 'dist', 'cli', 'lode.cjs');
const work = mkdtempSync(join(tmpdir(), 'lode-object-store-'));

/** The server, ended with its standard input. */
async function startStore() {
  const child = spawn(join(root, '.venv/bin/python'), [join(root, 'scripts/object-store.py'), 'lake'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await new Promise((resolve) =>
    createInterface({ input: child.stdout }).once('line', (text) => resolve([text])),
  );
  return { child, ...JSON.parse(line) };
}

/** Passes requests on and notes them, with the bodies of puts: what an apply asked for is what is asked for bare. */
function startRecorder(endpoint, log) {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, outgoing) => {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const body = Buffer.concat(parts);
    log.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    const sent = httpRequest(
      { hostname, port, method: incoming.method, path: incoming.url, headers, agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(outgoing);
      },
    );
    sent.end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function makeProject(folder, lake) {
  mkdirSync(join(folder, 'models', 'silver'), { recursive: true });
  writeFileSync(join(folder, 'project.yml'), `name: bench\nlake: ${lake}\n`);
  for (let model = 0; model < models; model++) {
    const sql = `SELECT range AS id, range * ${model + 1} AS value FROM range(1000)`;
    writeFileSync(join(folder, 'models', 'silver', `m${model}.sql`), `/* ---\nkind: full\n--- */\n${sql}\n`);
  }
}

function apply(folder, endpoint, keys) {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const started = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, 'apply', '--yes'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('close', (code) =>
      code === 0 ? resolve(Number(process.hrtime.bigint() - started) / 1e9) : reject(new Error(stderr)),
    );
  });
}

/** The objects that the recorded apply made, put under another prefix by the same client, `atOnce` at a time: every put and copy, and no request more. */
async function bare(endpoint, keys, log, from, to, atOnce) {
  const { S3Client, PutObjectCommand, CopyObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: keys,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const seen = new Set();
  const works = log.flatMap(({ method, url, headers, body }) => {
    const key = decodeURIComponent(new URL(url, endpoint).pathname.slice('/lake/'.length));
    if (method !== 'PUT' || seen.has(key)) return [];
    seen.add(key);
    const source = headers['x-amz-copy-source'];
    const at = { Bucket: 'lake', Key: key.replace(from, to) };
    if (source !== undefined) return [new CopyObjectCommand({ ...at, CopySource: source })];
    return [new PutObjectCommand({ ...at, Body: body, IfNoneMatch: '*' })];
  });
  const started = process.hrtime.bigint();
  let next = 0;
  const lane = async () => {
    while (next < works.length) await client.send(works[next++]);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  client.destroy();
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, objects: works.length };
}

const store = await startStore();
try {
  const keys = { accessKeyId: store.accessKeyId, secretAccessKey: store.secretAccessKey };
  const log = [];
  const recorder = await startRecorder(store.endpoint, log);
  const first = join(work, 'recorded');
  makeProject(first, 's3://lake/recorded');
  await apply(first, `http://127.0.0.1:${recorder.address().port}`, keys);
  recorder.close();
  recorder.closeAllConnections();
  const counts = {};
  for (const { method } of log) counts[method] = (counts[method] ?? 0) + 1;
  const figures = { apply: [], again: [], disk: [], one: [], eight: [] };
  let objects = 0;
  for (let round = 0; round < rounds; round++) {
    const folder = join(work, `round-${round}`);
    makeProject(folder, `s3://lake/round-${round}`);
    figures.apply.push(await apply(folder, store.endpoint, keys));
    figures.again.push(await apply(folder, store.endpoint, keys));
    const one = await bare(store.endpoint, keys, log, 'recorded', `one-${round}`, 1);
    figures.one.push(one.seconds);
    objects = one.objects;
    figures.eight.push((await bare(store.endpoint, keys, log, 'recorded', `eight-${round}`, 8)).seconds);
    rmSync(folder, { recursive: true });
    makeProject(folder, 'lake');
    figures.disk.push(await apply(folder, store.endpoint, keys));
    rmSync(folder, { recursive: true });
  }
  const of = (name) => median(figures[name]);
  const ratio = (name) => median(figures.apply.map((value, round) => value / figures[name][round]));
  console.log(`${models} models of 1,000 rows, median of ${rounds} rounds\n`);
  console.log('| what | figure |\n| --- | ---: |');
  console.log(`| first apply, from the shell | ${of('apply').toFixed(2)} s |`);
  console.log(`| apply with nothing to do | ${of('again').toFixed(2)} s |`);
  console.log(
    `| the same ${objects} objects put and copied bare, one after the other | ${of('one').toFixed(2)} s |`,
  );
  console.log(`| eight at a time | ${of('eight').toFixed(2)} s |`);
  console.log(`| the same apply with its lake on this disk | ${of('disk').toFixed(2)} s |`);
  console.log(`| first apply against bare, one after the other | ${ratio('one').toFixed(2)} × |`);
  console.log(`| requests of the first apply, for each model | ${(log.length / models).toFixed(1)} |`);
  console.log(
    `\nRequests: ${Object.entries(counts)
      .map(([method, count]) => `${count} ${method}`)
      .join(', ')}`,
  );
} finally {
  store.child.stdin.end();
  rmSync(work, { recursive: true, force: true });
}
