// `compile` of a chain of models against the same calls to DuckDB made bare: parse in bulk, bind over stub tables, serialise the plans in bulk.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { compileProject, readProject } from '../dist/compile/index.js';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { localFiles } from '../dist/files/index.js';
import { loadProject } from '../dist/project/index.js';
import { inTurn, medians, ratio } from './measure.mjs';

const columnsOfAModel = 20;

function modelSql(number) {
  const columns = Array.from({ length: columnsOfAModel }, (_, column) =>
    number === 0 ? `${column} + 1 AS c${column}` : `coalesce(c${column}, 0) + ${column % 7} AS c${column}`,
  );
  const from = number === 0 ? '' : `\nFROM silver.${modelName(number - 1)}\nWHERE c0 > ${number}`;
  return `SELECT ${columns.join(', ')}${from}\n`;
}

function modelName(number) {
  return `m${String(number).padStart(5, '0')}`;
}

function writeProject(folder, models) {
  mkdirSync(join(folder, 'models', 'silver'), { recursive: true });
  writeFileSync(join(folder, 'project.yml'), 'name: chain\n');
  for (let number = 0; number < models; number++)
    writeFileSync(
      join(folder, 'models', 'silver', `${modelName(number)}.sql`),
      `/* ---\nkind: full\n--- */\n${modelSql(number)}`,
    );
}

async function compile(folder, models) {
  const engine = duckdbEngine();
  const database = await engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const onDisk = await readProject(localFiles(), folder, {});
  const { value: project } = loadProject(onDisk.value.files);
  const { value, diagnostics } = await compileProject(project, database, engine);
  await database.close();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (value.models.length !== models || errors.length > 0)
    throw new Error(`did not compile: ${JSON.stringify(errors[0])}`);
}

async function bare(models) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const texts = Array.from({ length: models }, (_, number) => modelSql(number));
  const inBulk = async (call, size) => {
    for (let start = 0; start < texts.length; start += size) {
      const part = JSON.stringify(texts.slice(start, start + size));
      const result = await connection.run(
        `SELECT ${call} FROM (SELECT unnest(from_json($1::VARCHAR, '["VARCHAR"]')) AS text) AS t`,
        [part],
      );
      await result.getRows();
    }
  };
  await inBulk(
    'json_serialize_sql(t.text, skip_null := true, skip_empty := true, skip_default := true)',
    1000,
  );
  await connection.run('CREATE SCHEMA silver');
  for (let start = 0; start < models; start += 200) {
    const statements = texts
      .slice(start, start + 200)
      .map((text, index) => `CREATE TABLE silver.${modelName(start + index)} AS ${text} WITH NO DATA`);
    await connection.run(statements.join(';\n'));
  }
  await inBulk('json_serialize_plan(t.text)', 500);
  connection.closeSync();
  instance.closeSync();
}

export async function benchCompile({ folder, models, rounds }) {
  const work = mkdtempSync(join(folder, 'compile-'));
  try {
    const small = join(work, 'small');
    const large = join(work, 'large');
    writeProject(small, models);
    writeProject(large, models * 10);
    const seconds = await inTurn(rounds, {
      bare: () => bare(models),
      compile: () => compile(small, models),
      'compile ten times as many': () => compile(large, models * 10),
    });
    return {
      title: `\`compile\` of ${models.toLocaleString('en-US')} chained models of ${columnsOfAModel} columns, against the same calls made bare`,
      seconds: medians(seconds),
      ratios: {
        'compile to bare': ratio(seconds, 'compile', 'bare'),
        'ten times the models': ratio(seconds, 'compile ten times as many', 'compile'),
      },
      goals: { 'compile to bare': 1.5, 'ten times the models': 12 },
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}
