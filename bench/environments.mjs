// What teams wait for: a nightly run over many models of which few have new input, a promotion that reads no data, and an apply of many small models beside the same files made bare.
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { median } from './measure.mjs';
import { lode, secondsSince } from './tree-project.mjs';

async function connect() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create()).connect();
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** `sources` relations with a chain of `depth` models over each: sources × depth models. */
async function makeChains(folder, sources, depth) {
  const relations = Array.from({ length: sources }, (_, index) => `s${index}`);
  write(
    folder,
    'project.yml',
    'name: night\ntargets: {files: {sources: {erp: {type: parquet, path: erp}}}}\n',
  );
  const columns = '    columns:\n      id: {type: BIGINT}\n      v: {type: BIGINT}\n';
  write(
    folder,
    'models/bronze/erp.source.yml',
    `source: erp\nrelations:\n${relations.map((name) => `  ${name}:\n${columns}`).join('')}`,
  );
  for (const name of relations) {
    write(folder, `models/bronze/${name}.sql`, `SELECT id, v FROM erp.${name}\n`);
    for (let level = 1; level < depth; level++) {
      const from = level === 1 ? `bronze.${name}` : `silver.${name}_${level - 1}`;
      write(folder, `models/silver/${name}_${level}.sql`, `SELECT id, v + ${level} AS v FROM ${from}\n`);
    }
  }
  const duckdb = await connect();
  mkdirSync(join(folder, 'erp'), { recursive: true });
  for (const name of relations) await writeSource(duckdb, folder, name, 0);
  return duckdb;
}

async function writeSource(duckdb, folder, name, round) {
  const path = join(folder, 'erp', `${name}.parquet`);
  if (existsSync(path)) unlinkSync(path);
  await duckdb.run(
    `COPY (SELECT range AS id, range * 3 + ${round} AS v FROM range(1000)) TO '${path}' (FORMAT parquet)`,
  );
}

async function nightlyRun(base, rounds) {
  const folder = mkdtempSync(join(base, 'lode-night-'));
  try {
    const duckdb = await makeChains(folder, 50, 10);
    lode(folder, 'apply', '--yes', '--quiet');
    const times = { idle: [], ten: [], hundred: [] };
    for (let round = 1; round <= rounds; round++) {
      times.idle.push(timed(folder, ['run', '--quiet']));
      await writeSource(duckdb, folder, 's0', round);
      times.ten.push(timed(folder, ['run', '--quiet']));
      for (let index = 0; index < 10; index++) await writeSource(duckdb, folder, `s${index}`, round + 1000);
      times.hundred.push(timed(folder, ['run', '--quiet']));
    }
    return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timed(folder, argv) {
  return lode(folder, ...argv);
}

/** 50 models of 5 million rows of 40 bytes each: 10 GB, which compress to little. */
async function promotion(base, rounds) {
  const folder = mkdtempSync(join(base, 'lode-promotion-'));
  const models = 50;
  const rows = 5_000_000;
  try {
    write(folder, 'project.yml', 'name: big\n');
    const model = (index, round) =>
      write(
        folder,
        `models/gold/m${index}.sql`,
        `SELECT range AS id, range // 1000 AS a, ${round}::BIGINT AS b, ${index}::BIGINT AS c, 0::BIGINT AS d FROM range(${rows})\n`,
      );
    const all = (round) => {
      for (let index = 0; index < models; index++) model(index, round);
    };
    write(folder, 'models/gold/first.sql', 'SELECT 1 AS one\n');
    lode(folder, 'apply', '--yes', '--quiet');
    const times = [];
    for (let round = 1; round <= rounds; round++) {
      all(round);
      lode(folder, 'apply', 'dev', '--yes', '--quiet', ...(round === 1 ? [] : ['--repin']));
      times.push(timed(folder, ['apply', 'prod', '--yes', '--quiet']));
    }
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function durable(path, content) {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w');
  writeFileSync(file, content);
  fsyncSync(file);
  closeSync(file);
  linkSync(temporary, path);
  unlinkSync(temporary);
  sync(dirname(path));
}

function sync(path) {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

/** The same files by hand: for each model a Parquet file in a folder of its own, its record, its definition, a link in the table's folder, a commit; each made durable. */
async function bareApply(folder, count) {
  const duckdb = await connect();
  const started = process.hrtime.bigint();
  const json = JSON.stringify({ text: 'x'.repeat(2000) });
  mkdirSync(join(folder, 'definitions'), { recursive: true });
  for (let index = 0; index < count; index++) {
    const build = join(folder, 'builds', `m${index}`, 'attempt');
    mkdirSync(build, { recursive: true });
    const file = join(build, 'part.parquet');
    await duckdb.run(
      `COPY (SELECT range AS id, range * ${index} AS v FROM range(1000)) TO '${file}' (FORMAT parquet)`,
    );
    await duckdb.run(`SELECT count(*), sum(hash(id, v)) FROM '${file}'`);
    sync(file);
    sync(build);
    durable(join(dirname(build), 'build.json'), json);
    durable(join(folder, 'definitions', `m${index}.json`), json);
    const table = join(folder, 'prod', `m${index}`);
    mkdirSync(join(table, '_delta_log'), { recursive: true });
    linkSync(file, join(table, 'part-1.parquet'));
    utimesSync(join(table, 'part-1.parquet'), new Date(), new Date());
    sync(table);
    durable(join(table, '_delta_log', '00000000000000000000.json'), json);
  }
  durable(join(folder, 'intent.json'), json.repeat(count));
  durable(join(folder, 'manifest.json'), json.repeat(10));
  const seconds = secondsSince(started);
  duckdb.closeSync?.();
  return seconds;
}

async function smallModels(base, rounds) {
  const count = 200;
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(base, 'lode-small-'));
    try {
      write(folder, 'project.yml', 'name: small\n');
      for (let index = 0; index < count; index++)
        write(
          folder,
          `models/gold/m${index}.sql`,
          `SELECT range AS id, range * ${index} AS v FROM range(1000)\n`,
        );
      lode(folder, 'compile', '--quiet');
      ours.push(timed(folder, ['apply', '--yes', '--quiet']));
      bare.push(await bareApply(join(folder, 'bare'), count));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { ours: median(ours), bare: median(bare) };
}

export async function benchEnvironments({ folder, rounds }) {
  const night = await nightlyRun(folder, rounds);
  const promoted = await promotion(folder, Math.min(rounds, 3));
  const small = await smallModels(folder, Math.min(rounds, 3));
  return {
    title: 'Environments: a night over 500 models, a promotion of 10 GB, 200 small models',
    seconds: {
      'run, nothing new in 500 models': night.idle,
      'run, 10 of 500 models have new input': night.ten,
      'run, 100 of 500 models have new input': night.hundred,
      'promotion of 50 models, 10 GB': promoted,
      'apply of 200 small models': small.ours,
      'the same files by hand': small.bare,
    },
    ratios: { 'apply of 200 small models / by hand': small.ours / small.bare },
    goals: { 'apply of 200 small models / by hand': 2 },
    limits: { 'run, 10 of 500 models have new input': 2, 'promotion of 50 models, 10 GB': 3 },
  };
}
