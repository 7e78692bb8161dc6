import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliResult, lode } from './cli.ts';
import { makeProject } from './project.ts';
import { openBareDuckdb } from './tables.ts';

const project = `name: shop
default_target: files
targets: {files: {sources: {till: {type: parquet, path: till}}}}
`;

/** A folder with models over Parquet files in `till/`, whose columns are given in YAML: `{sales: {id: INTEGER}}`. */
export function makeTill(
  relations: Readonly<Record<string, Readonly<Record<string, string>>>>,
  models: Readonly<Record<string, string>>,
  settings = '',
): Promise<string> {
  const contract = Object.entries(relations).map(([name, columns]) => {
    const lines = Object.entries(columns).map(([column, type]) => `      ${column}: {type: "${type}"}`);
    return `  ${name}:\n    columns:\n${lines.join('\n')}`;
  });
  return makeProject({
    'project.yml': project + settings,
    'models/bronze/till.source.yml': `source: till\nrelations:\n${contract.join('\n')}\n`,
    ...Object.fromEntries(Object.entries(models).map(([name, text]) => [modelFile(name), text])),
  });
}

export function modelFile(name: string): string {
  return `models/${name.replace('.', '/')}.sql`;
}

/** Puts the rows of a SELECT in the place of a relation's. */
export async function fillTill(folder: string, relation: string, select: string): Promise<void> {
  await mkdir(join(folder, 'till'), { recursive: true });
  const duckdb = await openBareDuckdb();
  try {
    await duckdb.rows(`COPY (${select}) TO '${folder}/till/${relation}.parquet' (FORMAT parquet)`);
  } finally {
    duckdb.close();
  }
}

/** `lode apply` at a time: what is over and what is not follows from the clock. */
export function applyAt(folder: string, time: string, ...options: string[]): Promise<CliResult> {
  return lode(folder, ['apply', '--yes', ...options], clockAt(time));
}

export function clockAt(time: string) {
  return { clock: { now: () => Date.parse(time), uuid: () => randomUUID() } };
}

/** Applies and gives what was said; throws unless it is done. */
export async function mustApply(folder: string, time: string, ...options: string[]): Promise<string> {
  const { code, stderr } = await applyAt(folder, time, ...options);
  if (code !== 0) throw new Error(`lode apply at ${time} exited with ${code}:\n${stderr}`);
  return stderr;
}

export interface FileInLog {
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly stats: {
    readonly numRecords: number;
    readonly minValues?: Readonly<Record<string, unknown>>;
    readonly maxValues?: Readonly<Record<string, unknown>>;
  };
}

export interface CommitInLog {
  readonly operation: string;
  readonly adds: readonly FileInLog[];
  readonly removes: readonly string[];
}

/** The commits of a table of prod, as they stand in its log. */
export async function commitsOf(folder: string, model: string): Promise<CommitInLog[]> {
  const log = join(folder, 'lake', 'prod', model.replace('.', '/'), '_delta_log');
  if (!existsSync(log)) return [];
  const names = (await readdir(log)).filter((name) => /^\d{20}\.json$/.test(name)).sort();
  return Promise.all(names.map(async (name) => commitOf(await readFile(join(log, name), 'utf8'))));
}

function commitOf(text: string): CommitInLog {
  const actions = text
    .trimEnd()
    .split('\n')
    // biome-ignore lint/suspicious/noExplicitAny: lines of a log as another writer would read them
    .map((line) => JSON.parse(line) as Record<string, any>);
  return {
    operation: actions.find((action) => action.commitInfo !== undefined)?.commitInfo.operation,
    adds: actions.flatMap(({ add }) =>
      add === undefined ? [] : [{ ...add, stats: JSON.parse(add.stats ?? '{}') }],
    ),
    removes: actions.flatMap(({ remove }) => (remove === undefined ? [] : [remove.path])),
  };
}

/** The files that are live after all commits. */
export async function liveFiles(folder: string, model: string): Promise<FileInLog[]> {
  const live = new Map<string, FileInLog>();
  for (const { adds, removes } of await commitsOf(folder, model)) {
    for (const path of removes) live.delete(path);
    for (const file of adds) live.set(file.path, file);
  }
  return [...live.values()];
}

/** A model's entry in the newest manifest of prod. */
export async function manifestEntry(folder: string, model: string) {
  const environment = join(folder, 'lake', '_environments', 'prod');
  const versions = (await readdir(environment)).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
  const newest = Math.max(...versions.map(Number));
  const record = JSON.parse(await readFile(join(environment, `${newest}.json`), 'utf8')) as {
    chunks: string[];
  };
  for (const hash of record.chunks) {
    const { models } = JSON.parse(await readFile(join(environment, 'chunks', `${hash}.json`), 'utf8')) as {
      models: {
        name: string;
        definition: string;
        ranges: { range: { start: string; end: string } | null; definition: string }[];
      }[];
    };
    const found = models.find((each) => each.name === model);
    if (found !== undefined) return found;
  }
  throw new Error(`${model} is not in version ${newest}`);
}
