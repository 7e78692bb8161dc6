import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { sampleOf } from '../../support/sample.ts';
import { type MovingTable, movingTable, randomOf } from './moving-table.ts';

/** `npm run hunt:drift` tries many sequences, and longer ones. */
const runs = Number(process.env.LODE_DRIFT_RUNS ?? 1);
const steps = sampleOf(process.env.LODE_DRIFT_STEPS, 3, 6);
const firstSeed = Number(process.env.LODE_DRIFT_SEED ?? 4);

const bronze = ['bronze.orders', 'bronze.orders_by_key', 'bronze.orders_loaded'] as const;

async function makeProject({ settings }: FirebirdDatabase): Promise<string> {
  const folder = await temporaryFolder();
  for (const layer of ['bronze', 'silver', 'gold'])
    await mkdir(join(folder, 'models', layer), { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `        ${name}: ${value}\n`);
  const files = {
    'project.yml': `name: moving\ntargets:\n  production:\n    sources:\n      erp:\n        type: firebird\n${lines.join('')}`,
    'models/bronze/orders.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM erp.ORDERS\n',
    'models/bronze/orders_by_key.sql':
      '/* ---\nkind: incremental_by_unique_key\nunique_key: [ID]\n--- */\nSELECT * FROM erp.ORDERS\n',
    'models/bronze/orders_loaded.sql':
      '/* ---\nkind: incremental_by_unique_key\nunique_key: [ID]\nload: {by: snapshot}\n--- */\nSELECT * FROM erp.ORDERS\n',
    'models/silver/orders.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM bronze.orders\n',
    'models/silver/by_key.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM bronze.orders_by_key\n',
    'models/gold/orders.sql':
      '/* ---\nkind: full\n--- */\nSELECT count(*) AS orders, count(o.NAME) AS named FROM silver.orders AS o JOIN silver.by_key AS k USING (ID)\n',
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}

/** As values are compared: numbers as numbers, midnights as days. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value).replace(/[ T]00:00:00(\.0+)?$/, '');
  return /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

/** The value of a column: in it, or in one of those that take values of other types. */
function valuesOf(row: Readonly<Record<string, unknown>>, column: string): string[] {
  return Object.entries(row).flatMap(([name, value]) => {
    const found = plain(value);
    return found !== null && (name === column || name.startsWith(`${column}__v_`)) ? [found] : [];
  });
}

function expectSource(
  table: MovingTable,
  rows: readonly Record<string, unknown>[],
  what: string,
  also: ReadonlyMap<string, string> = new Map(),
): void {
  const byId = new Map(rows.map((row) => [Number(row.ID), row]));
  for (const [id, expected] of table.rows) {
    const row = byId.get(id);
    expect(row, `${what}: ${id} is missing`).toBeDefined();
    for (const [column, value] of expected)
      expect(valuesOf(row!, column), `${what}: ${column} of ${id} in ${JSON.stringify(row)}`).toEqual(
        value === null ? [] : [plain(value)],
      );
  }
  // What the source no longer gives stands as it was last given.
  for (const [place, value] of also) {
    const [id, column] = JSON.parse(place) as [number, string];
    expect(valuesOf(byId.get(id)!, column), `${what}: ${column} of ${id}, which is gone`).toContain(value);
  }
}

async function all(folder: string, relation: string, ...options: string[]) {
  return queryRows(folder, `SELECT * FROM ${relation} ORDER BY ALL`, ...options);
}

async function schemaOf(folder: string, relation: string): Promise<string> {
  const rows = await queryRows(folder, `DESCRIBE SELECT * FROM ${relation}`);
  return rows.map((row) => `${row.column_name} ${row.column_type}`).join(', ');
}

async function hunt(seed: number): Promise<void> {
  const random = randomOf(seed);
  const database = await createDatabase();
  const folder = await makeProject(database);
  const story: string[] = [];
  try {
    const table = movingTable(database, random);
    const command = async (...argv: string[]) => {
      const { code, stdout, stderr } = await lode(folder, argv);
      expect(code, `seed ${seed}: lode ${argv.join(' ')}\n${story.join('\n')}\n${stderr}`).toBe(0);
      return stdout;
    };
    await command('source', 'pull', 'erp');
    await command('apply', '--yes');
    const readers = await Promise.all(
      ['silver.orders', 'silver.by_key'].map((name) => schemaOf(folder, name)),
    );
    const versions: { version: string; relation: string; rows: string }[] = [];
    /** By id and column: values of columns that the source no longer has. */
    const gone = new Map<string, string>();
    for (let step = 0; step < steps; step++) {
      const before = new Map([...table.rows].map(([id, row]) => [id, new Map(row)]));
      story.push(table.move());
      const there = new Set(table.columns.map(({ name }) => name));
      for (const [id, row] of before)
        for (const [column, value] of row)
          if (!there.has(column) && value !== null) gone.set(JSON.stringify([id, column]), plain(value)!);
      for (const place of gone.keys()) {
        const [, column] = JSON.parse(place) as [number, string];
        if (there.has(column)) gone.delete(place);
      }
      await command(...(random(2) === 0 ? ['run'] : ['apply', '--yes']));
      const what = `seed ${seed}, step ${step}\n${story.join('\n')}\n`;
      expectSource(table, await all(folder, 'bronze.orders'), `${what}bronze.orders`);
      for (const name of bronze.slice(1))
        expectSource(table, await all(folder, name), `${what}${name}`, gone);
      for (const [index, name] of ['silver.orders', 'silver.by_key'].entries())
        expect(await schemaOf(folder, name), what).toBe(readers[index]);
      const plan = JSON.parse(await command('plan', '--json'));
      expect(
        plan.models.filter((model: { verdict: string }) => model.verdict !== 'unchanged'),
        what,
      ).toEqual([]);
      for (const { version, relation, rows } of versions.slice(-bronze.length))
        expect(JSON.stringify(await all(folder, relation, '--as-of', version)), what).toBe(rows);
      const { environments } = JSON.parse(await command('env', 'list', '--json'));
      const version = String(environments[0].version);
      for (const relation of bronze)
        versions.push({ version, relation, rows: JSON.stringify(await all(folder, relation)) });
    }
    for (const { version, relation, rows } of versions)
      expect(JSON.stringify(await all(folder, relation, '--as-of', version)), `seed ${seed}`).toBe(rows);
    await command('fsck');
  } finally {
    await removeFolder(folder);
    await database.drop();
  }
}

describeWith([needsFirebird()], 'a Firebird table whose schema changes at random between loads', () => {
  for (let seed = firstSeed; seed < firstSeed + runs; seed++)
    test(
      `stops no load, takes no value and no earlier version away, and its readers see what they saw (${seed})`,
      {
        timeout: 1_200_000,
      },
      () => hunt(seed),
    );
});
