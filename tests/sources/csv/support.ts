import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type {
  Database,
  KnownRelation,
  Session,
  SourceRead,
  SourceSession,
  SqlValue,
} from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';

/** Writes files into a folder of their own, which goes when the test file is done. */
export async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-csv-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const folders: string[] = [];
let database: Database | null = null;
let engine: Session | null = null;
let tables = 0;

/** For a file's `afterAll`: closes what was opened for its tests and takes their folders away. */
export async function closeFolders(): Promise<void> {
  engine?.close();
  await database?.close();
  engine = database = null;
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** A contract's relation: `{ID: 'BIGINT', DAY: 'DATE %d.%m.%Y', NAME: '!VARCHAR'}`, `!` for what is never NULL. */
export function known(
  name: string,
  columns: Readonly<Record<string, string>>,
  csv: Readonly<Record<string, unknown>> | null = null,
): KnownRelation {
  return {
    name,
    csv,
    columns: Object.entries(columns).map(([column, text]) => {
      const [, not, type, format] = /^(!?)(.*?)(?: (%.*|iso))?$/.exec(text)!;
      return { name: column, type: type!, nullable: not === '', description: null, format: format ?? null };
    }),
  };
}

export function openCsv(
  path: string,
  settings: Readonly<Record<string, unknown>> = {},
  contract: readonly KnownRelation[] = [],
): Promise<SourceSession> {
  return connectorFor('csv').value!.open('erp', { path, ...settings }, contract);
}

export const all = (relation: string): SourceRead => ({ relation, columns: null, filters: [], limit: null });

async function session(): Promise<Session> {
  database ??= await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 2,
    memoryLimit: '1GB',
    timeZone: 'UTC',
  });
  engine ??= await database.connect();
  return engine;
}

/** The rows of a read as the engine has them when they were loaded under the types of the schema. */
export async function load(
  source: SourceSession,
  read: SourceRead,
): Promise<readonly (readonly SqlValue[])[]> {
  const connection = await session();
  const schema = await source.schema(read.relation);
  const columns = (read.columns ?? schema.columns.map(({ name }) => name)).map((name) => {
    const column = schema.columns.find((each) => each.name.toLowerCase() === name.toLowerCase())!;
    return { name: column.name, type: column.type };
  });
  const table = `loaded${tables++}`;
  const count = await connection.createTable(table, columns, source.read(read));
  const { rows } = await connection.query(`SELECT * FROM ${table} ORDER BY rowid`);
  expect(rows).toHaveLength(count);
  return rows;
}

/** The rows of a single relation `t` whose only file has this content. */
export async function loadText(
  content: string | Buffer,
  columns: Readonly<Record<string, string>>,
  csv: Readonly<Record<string, unknown>> = {},
): Promise<readonly (readonly SqlValue[])[]> {
  const folder = await folderWith({ 't.csv': content });
  return load(await openCsv(folder, csv, [known('t', columns)]), all('t'));
}

/** What a rejection says: its code, and all its words. */
export async function failure(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error = await work.then(
    () => null,
    (rejection: unknown) => rejection,
  );
  if (!(error instanceof DiagnosticError)) throw error ?? new Error('it did not fail');
  const [diagnostic] = error.diagnostics;
  const { code, summary, detail, hint } = diagnostic!;
  return { code, text: [summary, detail, hint].join('\n') };
}
