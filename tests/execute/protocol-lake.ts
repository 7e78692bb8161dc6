import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { newTableActions, schemaOf, writeDataFiles } from '../../src/delta/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { definitionFile, type IntendedTable, type Intent, intentFile } from '../../src/environment/index.ts';
import { type Lake, lakePath } from '../../src/execute/lake.ts';
import { stageFiles } from '../../src/execute/staged-files.ts';
import { localFiles } from '../../src/files/index.ts';
import type { Database, Session } from '../../src/ports/index.ts';
import { temporaryFolder } from '../support/project.ts';

/** A lake of its own, with an engine, for tests of the commit protocol alone. */
export interface ProtocolLake {
  readonly lake: Lake;
  readonly session: Session;
  readonly database: Database;
}

export async function makeProtocolLake(): Promise<ProtocolLake> {
  const folder = await temporaryFolder();
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const lake: Lake = {
    folder,
    files: localFiles(),
    clock: { now: () => Date.now(), uuid: () => randomUUID() },
    actor: { user: 'tester', host: 'bench', pid: 1 },
    project: { name: 'test', git: null },
  };
  return { lake, session: await database.connect(), database };
}

const columns = [{ name: 'n', type: 'INTEGER' }];

/** What a version does to one table: the rows 1…`rows` of a fresh build, in the place of `removes`. */
export async function intendRows(
  { lake, session }: ProtocolLake,
  table: string,
  rows: number,
  base: { version: number; token: string | null; removes: IntendedTable['removes'] },
): Promise<IntendedTable> {
  const build = `_builds/silver/${table}/${randomUUID()}`;
  await mkdir(lakePath(lake, build), { recursive: true });
  const files = await writeDataFiles(session, {
    select: `SELECT CAST(i AS INTEGER) AS n FROM range(1, ${rows + 1}) AS r(i)`,
    schema: schemaOf(columns),
    folder: lakePath(lake, build),
  });
  const path = `prod/silver/${table}`;
  const [protocol, metaData] = newTableActions({ schema: schemaOf(columns) }, randomUUID(), lake.clock.now());
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as IntendedTable['set']['protocol'];
  return {
    model: `silver.${table}`,
    id: metaData.id,
    path,
    baseVersion: base.version,
    baseToken: base.token,
    adds: await stageFiles(
      lake,
      path,
      files.map((file) => ({ ...file, origin: `${build}/${file.path}` })),
    ),
    removes: base.removes,
    set:
      base.version < 0
        ? { protocol: json(protocol), metaData: json(metaData) }
        : { protocol: null, metaData: null },
    before: { protocol: null, metaData: null },
    conflicts: 'replace',
    operation: { name: 'WRITE', parameters: {}, metrics: {} },
  };
}

/** Records an intent for version `version`, as step 4 does. */
export async function putIntent(
  { lake }: ProtocolLake,
  version: number,
  parent: number | null,
  tables: readonly IntendedTable[],
): Promise<Intent> {
  const intent: Intent = {
    formatVersion: '1.0',
    environment: 'prod',
    incarnation: 'first',
    version,
    parent,
    token: randomUUID(),
    target: 'mock',
    project: lake.project,
    by: lake.actor,
    createdAt: new Date().toISOString(),
    tables: [...tables],
    models: tables.map((table) => ({
      name: table.model,
      layer: 'silver',
      kind: 'full' as const,
      definition: 'a'.repeat(64),
      computation: 'b'.repeat(64),
      ranges: [],
      builds: [],
      inputs: [],
      seen: [],
      touches: [],
      content: 'c',
      rows: null,
      bytes: null,
      overrule: null,
      refreshedAt: null,
      heldAt: null,
      drift: [],
      contracted: null,
    })),
    keepTable: [],
    pins: [],
    removed: [],
    base: null,
    hidden: [],
    expiresAt: null,
    ended: false,
    rollbackTo: null,
  };
  await lake.files.putIfAbsent(lakePath(lake, definitionFile('a'.repeat(64))), '{}');
  const put = await lake.files.putIfAbsent(
    lakePath(lake, intentFile('prod', version)),
    JSON.stringify(intent),
  );
  if (!put) throw new Error(`version ${version} has an intent already`);
  return intent;
}
