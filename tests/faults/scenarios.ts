import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/cli/host.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Intent } from '../../src/environment/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { lode } from '../support/cli.ts';
import { makeShop, moreSales, type Sale, shopFiles, writeSales } from '../support/shop.ts';
import { anotherProcess } from './another-process.ts';
import { faultyPorts } from './fault.ts';

/** What is disturbed: a project folder as it stands, and the command that runs in it. */
export interface Scenario {
  readonly name: string;
  /** What it goes through. */
  readonly boundaries: string;
  /** Makes the folder, ready for the command. */
  readonly prepare: () => Promise<string>;
  readonly command: readonly string[];
  /** Its exit code where nothing goes wrong. */
  readonly code: number;
  /** What the command's clock shows, in milliseconds since 1970, for one that looks at times; the system's where it is missing. */
  readonly now?: () => number;
  /** Exit codes of the same command after recovery; a rollback that was finished meanwhile has nothing left to do. */
  readonly again: readonly number[];
}

/** The clock as a part of what the command line runs on; nothing where it is the system's. */
export function clockAt(now: (() => number) | undefined): Pick<Host, 'clock'> | object {
  return now === undefined ? {} : { clock: { now, uuid: () => randomUUID() } };
}

/** The shop with a mean, which is a float, and an audit that holds the turnover down. */
export const auditedShop = {
  'models/gold/daily.sql': shopFiles['models/gold/daily.sql']
    .replace(
      'description: Turnover',
      'audits:\n  - accepted_range: {column: turnover, max: 500}\ndescription: Turnover',
    )
    .replace('count(*) AS sales', 'avg(CAST(amount AS DOUBLE) / 7) AS mean, count(*) AS sales'),
  'models/gold/cities.sql': `/* ---
kind: view
description: Cities with sales
--- */
SELECT DISTINCT city FROM silver.sales
`,
};

export const thirdSales: readonly Sale[] = [
  ...moreSales,
  { id: 8, shop: 'b', customer: 'Ada', amount: 11, day: '2026-01-04' },
];

const refusedSales: readonly Sale[] = [
  ...moreSales,
  { id: 9, shop: 'b', customer: 'Ada', amount: 900, day: '2026-01-04' },
];

const firstDay = () => Date.parse('2026-01-03T00:00:01Z');
const secondDay = () => Date.parse('2026-01-05T00:00:01Z');

/** The shop with a model of each kind that keeps the rows of earlier runs. */
const keptRows = {
  'models/gold/daily.sql': `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
lookback: 1
audits:
  - accepted_range: {column: turnover, max: 500}
--- */
SELECT city, day, CAST(sum(amount) AS DECIMAL(18,2)) AS turnover, avg(CAST(amount AS DOUBLE) / 7) AS mean
FROM silver.sales
WHERE day >= {{start}} AND day < {{end}}
GROUP BY city, day
`,
  'models/gold/latest.sql': `/* ---
kind: incremental_by_unique_key
unique_key: [city]
--- */
SELECT city, max(day) AS day, count(*) AS sales FROM silver.sales GROUP BY city
`,
  'models/gold/log.sql': `/* ---
kind: append
--- */
SELECT count(*) AS sales, CAST(sum(amount) AS DECIMAL(18,2)) AS turnover FROM silver.sales
`,
  'models/gold/history.sql': `/* ---
kind: scd_type_2
unique_key: [city]
compared_columns: [sales]
--- */
SELECT city, count(*) AS sales FROM silver.sales GROUP BY city
`,
};

async function standing(): Promise<string> {
  const folder = await makeShop(auditedShop);
  await expectCode(folder, ['apply', '--yes'], 0);
  return folder;
}

async function expectCode(
  folder: string,
  command: readonly string[],
  code: number,
  now?: () => number,
): Promise<void> {
  const result = await lode(folder, command, clockAt(now));
  if (result.code !== code) throw new Error(`lode ${command.join(' ')}: ${result.code}: ${result.stderr}`);
}

function editSilver(folder: string, factor = 3): Promise<void> {
  const text = shopFiles['models/silver/sales.sql'];
  return writeFile(
    join(folder, 'models/silver/sales.sql'),
    text.replace('sales.amount,', `sales.amount * ${factor} AS amount,`),
  );
}

/** Runs an apply that is gone at the first operation that matches. */
async function stopAt(folder: string, at: RegExp): Promise<void> {
  const real = { files: localFiles(), engine: duckdbEngine() };
  const ports = faultyPorts(real, join(folder, 'lake'), { kind: 'stop', at }, async () => {});
  const { code } = await lode(folder, apply, { ...ports, ...anotherProcess() });
  if (code === 0) throw new Error(`the apply was to stop at ${at}`);
}

export const apply = ['apply', '--yes', '--concurrency', '1'] as const;

const gc = ['gc'] as const;

/** When all that tests write is long past any retention and any grace. */
const muchLater = () => Date.now() + 100 * 86_400_000;

/** What others do while a process stands still. */
export interface Others {
  readonly name: string;
  readonly command: readonly string[];
  readonly now?: () => number;
  /** What makes them have something to do. */
  readonly change: (folder: string) => Promise<void>;
}

export const newRows: Others = {
  name: 'the source gets rows and others apply',
  command: apply,
  change: (folder) => writeSales(folder, thirdSales),
};

export const cleanUp: Others = {
  name: 'others clean up',
  command: gc,
  now: muchLater,
  change: async () => {},
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'the first apply',
    boundaries: 'build, audit, stage, commit, forward',
    prepare: () => makeShop(auditedShop),
    command: apply,
    code: 0,
    again: [0],
  },
  {
    name: 'an edit of the middle model',
    boundaries: 'build, audit, stage, commit, forward',
    async prepare() {
      const folder = await standing();
      await editSilver(folder);
      return folder;
    },
    command: apply,
    code: 0,
    again: [0],
  },
  {
    name: 'new rows in the source',
    boundaries: 'build, audit, stage, commit, forward, twice',
    async prepare() {
      const folder = await standing();
      await writeSales(folder, moreSales);
      return folder;
    },
    command: apply,
    code: 0,
    again: [0],
  },
  {
    name: 'rows that an audit refuses',
    boundaries: 'build, audit, and the commit of bronze',
    async prepare() {
      const folder = await standing();
      await writeSales(folder, refusedSales);
      return folder;
    },
    command: apply,
    code: 3,
    again: [3],
  },
  {
    name: 'a version that was left open',
    boundaries: 'forward by another process, then an apply of its own',
    async prepare() {
      const folder = await standing();
      await editSilver(folder);
      await stopAt(folder, /putIfAbsent \/prod\/silver/);
      await editSilver(folder, 5);
      return folder;
    },
    command: apply,
    code: 0,
    again: [0],
  },
  {
    name: 'a version that cannot be finished',
    boundaries: 'forward, abort, undo, then an apply of its own',
    async prepare() {
      const folder = await standing();
      await editSilver(folder);
      await stopAt(folder, /putIfAbsent \/prod\/gold/);
      loseStaged(folder);
      return folder;
    },
    command: apply,
    code: 0,
    again: [0],
  },
  {
    name: 'a rollback',
    boundaries: 'stage, commit and forward of kept builds',
    async prepare() {
      const folder = await standing();
      await editSilver(folder);
      await expectCode(folder, apply, 0);
      return folder;
    },
    command: ['rollback', '--to', '2', '--yes'],
    code: 0,
    again: [0, 1],
  },
  {
    name: 'a clean-up',
    boundaries: 'gc: versions, files of tables, builds, definitions, scratch',
    async prepare() {
      const folder = await standing();
      for (const factor of [2, 3, 4]) {
        await editSilver(folder, factor);
        await expectCode(folder, apply, 0);
      }
      // What a process that died has left.
      await editSilver(folder, 5);
      await stopAt(folder, /putIfAbsent .*intent/);
      await editSilver(folder, 4);
      return folder;
    },
    command: gc,
    now: muchLater,
    code: 0,
    again: [0],
  },
  {
    name: 'a run of kinds that keep rows',
    boundaries: 'build, audit, stage, commit, forward of intervals, merges, appends and versions of rows',
    async prepare() {
      const folder = await makeShop(keptRows);
      await expectCode(folder, apply, 0, firstDay);
      await writeSales(folder, moreSales);
      return folder;
    },
    command: apply,
    now: secondDay,
    code: 0,
    again: [0],
  },
];

/** Takes away what an open version was to bring into its last table: the staged files and the builds that they came from. */
function loseStaged(folder: string): void {
  const environment = join(folder, 'lake/_environments/prod');
  const open = readdirSync(environment).filter((name) => name.endsWith('.intent.json'));
  const last = open.sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))[0]!;
  const intent = JSON.parse(readFileSync(join(environment, last), 'utf8')) as Intent;
  const table = intent.tables.at(-1)!;
  for (const file of table.adds) {
    rmSync(join(folder, 'lake', table.path, file.path));
    rmSync(dirname(join(folder, 'lake', file.origin)), { recursive: true, force: true });
  }
}
