import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CompiledModel,
  type CompiledProject,
  compileProject,
  readProject,
} from '../../../src/compile/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { localFiles } from '../../../src/files/index.ts';
import type { LineageGraph, LineageRelation } from '../../../src/lineage/index.ts';
import { loadProject } from '../../../src/project/index.ts';
import { projectLineage } from '../../../src/reports/lineage/index.ts';
import { createRandom, type Random } from './random.ts';

/** The worked example at the root of the repository, its models run over made-up rows of what they read. */
const rounds = Number(process.env.LODE_LINEAGE_ROUNDS ?? 2);
let compiled: CompiledProject;
let graph: LineageGraph;
let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;

beforeAll(async () => {
  const engine = duckdbEngine();
  const database = await engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const folder = fileURLToPath(new URL('../../../', import.meta.url));
  const onDisk = await readProject(localFiles(), folder, {});
  const project = loadProject(onDisk.value.files).value!;
  compiled = (await compileProject(project, database, engine)).value;
  await database.close();
  const traced = projectLineage(compiled);
  expect(traced.diagnostics).toEqual([]);
  graph = traced.value;
  connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
});
afterAll(() => connection?.closeSync());

describe('the example project', () => {
  test('has lineage for every column of every model', () => {
    expect(graph.relations.filter((one) => one.type === 'model')).toHaveLength(compiled.models.length);
    expect(compiled.models.length).toBeGreaterThan(10);
    const names = new Set(graph.relations.map((one) => one.name));
    for (const relation of graph.relations) {
      for (const { edges, rowsOf } of [relation.rows, ...relation.columns]) {
        for (const edge of edges) expect(names).toContain(edge.relation);
        for (const name of rowsOf) expect(names).toContain(name);
      }
    }
  });

  test('a change of a column changes only what lineage connects to it, in every model', {
    timeout: 300_000,
  }, async () => {
    const failures: string[] = [];
    const ran = new Set<string>();
    let checks = 0;
    for (const model of compiled.models) {
      for (let round = 0; round < rounds; round++) {
        const random = createRandom(round * 1009 + model.name.length);
        const found = await tryModel(model, random);
        checks += found.checks;
        if (found.ran) ran.add(model.name);
        failures.push(...found.failures);
      }
    }
    expect(failures).toEqual([]);
    expect(checks).toBeGreaterThan(50);
    expect(ran.size).toBeGreaterThan(compiled.models.length * 0.8);
  });
});

async function tryModel(model: CompiledModel, random: Random) {
  const failures: string[] = [];
  let checks = 0;
  const lineage = relation(model.name);
  const reads = model.reads.map((read) => relation(read.relation));
  const data = new Map(reads.map((read) => [read.name, randomRows(read, random)]));
  for (const read of reads) await load(read, data.get(read.name)!);
  const before = await rowsOf(model.sql);
  // A model that reads the files or the clock, or whose made-up input it refuses, says nothing here.
  if (before === null) return { checks, failures, ran: false };
  for (const read of reads) {
    for (const [index, column] of read.columns.entries()) {
      const isIt = (edge: { relation: string; column: string }) =>
        edge.relation === read.name && edge.column.toLowerCase() === column.name.toLowerCase();
      if (lineage.rows.edges.some(isIt)) continue;
      const kept = lineage.columns.flatMap((one, at) => (one.edges.some(isIt) ? [] : [at]));
      const changed = data
        .get(read.name)!
        .map((row) => row.map((value, at) => (at === index ? randomLiteral(column.type, random) : value)));
      await load(read, changed);
      const after = await rowsOf(model.sql);
      await load(read, data.get(read.name)!);
      if (after === null) continue;
      checks++;
      if (bag(after, kept) !== bag(before, kept)) failures.push(`${model.name}: ${read.name}.${column.name}`);
    }
  }
  return { checks, failures, ran: true };
}

function relation(name: string): LineageRelation {
  return graph.relations.find((one) => one.name.toLowerCase() === name.toLowerCase())!;
}

async function load(read: LineageRelation, rows: readonly (readonly string[])[]): Promise<void> {
  const [schema, table] = read.name.split('.');
  const columns = read.columns.map((column) => `"${column.name}" ${column.type}`).join(', ');
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ');
  await connection.run(
    `CREATE SCHEMA IF NOT EXISTS "${schema}"; CREATE OR REPLACE TABLE "${schema}"."${table}" (${columns}); INSERT INTO "${schema}"."${table}" VALUES ${values};`,
  );
}

async function rowsOf(sql: string): Promise<readonly string[][] | null> {
  try {
    return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map((value) => String(value)));
  } catch {
    return null;
  }
}

function randomRows(read: LineageRelation, random: Random): readonly (readonly string[])[] {
  return Array.from({ length: 8 }, () => read.columns.map((column) => randomLiteral(column.type, random)));
}

/** Few values, so that joins meet. */
function randomLiteral(type: string, random: Random): string {
  if (random.chance(0.1)) return 'NULL';
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/.test(type))
    return `${random.below(4)}::${type}`;
  if (type === 'DATE') return `DATE '2024-0${random.below(3) + 1}-0${random.below(3) + 1}'`;
  if (type.startsWith('TIME')) return `'2024-01-0${random.below(3) + 1} 10:00:00'::${type}`;
  if (type === 'BOOLEAN') return random.pick(['true', 'false']);
  if (type === 'VARCHAR') return `'${random.pick(['A', 'B', '1', '2'])}'`;
  return 'NULL';
}

function bag(rows: readonly string[][], columns: readonly number[]): string {
  return rows
    .map((row) => JSON.stringify(columns.map((index) => row[index])))
    .sort()
    .join('\n');
}
