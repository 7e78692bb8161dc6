import { existsSync, readdirSync } from 'node:fs';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import {
  attemptFolder,
  build,
  buildFile,
  definitionFile,
  type Manifest,
  type ManifestModel,
} from '../../src/environment/index.ts';
import {
  defineEnvironment,
  type Lake,
  lakePath,
  quoteRelation,
  readCommitted,
  readManifest,
  readRecords,
} from '../../src/execute/index.ts';
import { readLakeJson } from '../../src/execute/lake.ts';
import { localFiles } from '../../src/files/index.ts';
import { noSources } from '../support/no-sources.ts';
import { type PathReader, readLog, rowText } from './path-reader.ts';

/** What readers saw, each as texts of rows: of tables by their path below the lake, and of environments as wholes. */
export interface Seen {
  readonly tables: Map<string, Set<string>>;
  readonly environments: Map<string, Set<string>>;
}

export function nothingSeen(): Seen {
  return { tables: new Map(), environments: new Map() };
}

export function lakeAt(folder: string): Lake {
  return {
    folder,
    files: localFiles(),
    clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() },
    actor: { user: 'tester', host: 'bench', pid: 1 },
    project: { name: 'test', git: null },
  };
}

/** Looks at what a change of `path` can have changed for readers: the table whose log it belongs to, or the environment whose record it is. */
export async function look(lake: Lake, reader: PathReader, seen: Seen, path: string): Promise<void> {
  const below = path.slice(lake.folder.length + 1);
  const table = /^([^_][^/]*\/[^/]+\/[^/]+)\/_delta_log\//.exec(below)?.[1];
  if (table !== undefined) note(seen.tables, table, await tableText(lake, reader, table));
  if (below.startsWith('_runs/_delta_log/')) readLog(lakePath(lake, '_runs'));
  const environment = /^_environments\/([^/]+)\/\d+\.json$/.exec(below)?.[1];
  if (environment !== undefined)
    note(seen.environments, environment, await environmentText(lake, environment));
}

/** Looks at everything. */
export async function lookAtAll(lake: Lake, reader: PathReader, seen: Seen): Promise<void> {
  readLog(lakePath(lake, '_runs'));
  for (const environment of environmentsOf(lake)) {
    for (const table of tablesBelow(lake, environment)) {
      const text = await tableText(lake, reader, table);
      if (text !== noTable) note(seen.tables, table, text);
    }
    note(seen.environments, environment, await environmentText(lake, environment));
  }
}

function note(into: Map<string, Set<string>>, key: string, text: string): void {
  const texts = into.get(key);
  if (texts === undefined) into.set(key, new Set([text]));
  else texts.add(text);
}

export const noTable = 'no table';

async function tableText(lake: Lake, reader: PathReader, table: string): Promise<string> {
  const folder = lakePath(lake, table);
  const logged = readLog(folder);
  return logged === null ? noTable : reader.rows(folder, logged);
}

export function environmentsOf(lake: Lake): string[] {
  const folder = lakePath(lake, '_environments');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function tablesBelow(lake: Lake, environment: string): string[] {
  const root = lakePath(lake, environment);
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((layer) =>
    readdirSync(`${root}/${layer}`).map((name) => `${environment}/${layer}/${name}`),
  );
}

/** What `lode query` gives for each model of an environment's newest committed version. */
export async function environmentText(lake: Lake, environment: string): Promise<string> {
  const manifest = await readCommitted(lake, environment);
  return manifest === null ? 'no version' : manifestText(lake, manifest);
}

async function manifestText(lake: Lake, manifest: Manifest): Promise<string> {
  const database = await duckdbEngine().open({
    allowedFolders: [lake.folder],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const session = await database.connect();
    const parts: string[] = [];
    for (const model of [...manifest.models.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (model.kind === 'embedded') continue;
      await defineEnvironment(lake, session, manifest, model.name, noSources);
      const rows = await session.rows(`SELECT * FROM ${quoteRelation(model.name)}`);
      parts.push([`## ${model.name}`, ...rows.map(rowText).sort()].join('\n'));
    }
    session.close();
    return parts.join('\n');
  } finally {
    await database.close();
  }
}

/** Fails unless every committed version still has all it names: chunks, definitions, files of tables, builds; and no version is half done. */
export async function expectNothingGone(lake: Lake): Promise<void> {
  for (const environment of environmentsOf(lake)) {
    const folder = lakePath(lake, `_environments/${environment}`);
    for (const name of readdirSync(folder)) {
      const open = /^(\d+)\.intent\.json$/.exec(name)?.[1];
      if (open !== undefined && !existsSync(`${folder}/${open}.json`))
        throw new Error(`version ${open} of ${environment} is still open`);
    }
    const seen = new Set<string>();
    for (const record of await readRecords(lake, environment)) {
      if (record.status !== 'committed') continue;
      const { models } = await readManifest(lake, record);
      for (const model of models.values()) {
        const key = JSON.stringify([model.definition, model.builds, model.table]);
        if (!seen.has(key)) await expectWhole(lake, model);
        seen.add(key);
      }
    }
  }
}

async function expectWhole(lake: Lake, model: ManifestModel): Promise<void> {
  const needed = [definitionFile(model.definition)];
  if (model.table !== null) readLog(lakePath(lake, model.table.path), model.table.version);
  for (const id of model.builds) {
    const built = await readLakeJson(lake, buildFile(model.name, id), build);
    if (built === null) throw new Error(`build ${id} of ${model.name} is gone`);
    for (const file of built.files)
      needed.push(`${attemptFolder(model.name, id, built.attempt)}/${file.path}`);
  }
  for (const file of needed)
    if (!existsSync(lakePath(lake, decodeURIComponent(file))) && !existsSync(lakePath(lake, file)))
      throw new Error(`${file} is gone, which ${model.name} needs`);
}
