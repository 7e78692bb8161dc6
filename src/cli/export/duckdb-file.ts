import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import { defineViewDatabase } from '../../execute/index.ts';
import { fileFailure, isObjectPath } from '../../files/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

export type DuckdbFile = Awaited<ReturnType<typeof defineViewDatabase>>;

/**
 * Writes a DuckDB file with a view for each table of a committed version, and puts it in the place of the one of before at once: whoever has that open goes on reading it.
 * Rejects where something else stands there.
 */
export async function writeDuckdbFile(
  host: Host,
  open: OpenProject,
  manifest: Manifest,
  file: string,
  includePersonal: boolean,
): Promise<DuckdbFile> {
  if (isObjectPath(open.lake.folder))
    throw new DiagnosticError(diagnose('export-duckdb-remote', { lake: open.lake.folder }));
  const folder = dirname(file);
  const temporary = join(folder, `.tmp-${host.clock.uuid()}.duckdb`);
  await host.files.createFolder(folder);
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: open.project.timeZone,
  });
  const session = await database.connect();
  try {
    if ((await host.files.stat(file)) !== null) await refuseOther(session, file);
    await session.execute(`ATTACH ${quoteText(temporary)} AS lode_views`);
    await session.execute('USE lode_views');
    const made = await defineViewDatabase(open.lake, session, manifest, includePersonal);
    await describeFile(host, open, session, manifest);
    await session.execute('USE memory');
    await session.execute('DETACH lode_views');
    await host.files.sync(temporary);
    // What a writer of the file of before had not yet put into it would be taken for this one's.
    await host.files.remove(`${file}.wal`);
    await rename(temporary, file);
    await host.files.sync(folder);
    return made;
  } catch (error) {
    throw error instanceof DiagnosticError || error instanceof EngineError
      ? error
      : fileFailure(error, 'write', file);
  } finally {
    session.close();
    await database.close();
    for (const left of [temporary, `${temporary}.wal`]) await host.files.remove(left);
  }
}

async function refuseOther(session: Session, path: string): Promise<void> {
  let problem = 'It has tables of its own.';
  try {
    await session.execute(`ATTACH ${quoteText(path)} AS lode_before (READ_ONLY)`);
    const { rows } = await session.query(
      `SELECT 1 FROM duckdb_tables() WHERE database_name = 'lode_before' AND schema_name = 'lode' AND table_name = 'about'`,
    );
    await session.execute('DETACH lode_before');
    if (rows.length > 0) return;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    problem = error.failure.message;
  }
  throw new DiagnosticError(diagnose('export-duckdb-stands', { path, problem }));
}

/** `lode.about`: what the file is, for whoever finds it. */
async function describeFile(
  host: Host,
  { project }: OpenProject,
  session: Session,
  { record }: Manifest,
): Promise<void> {
  const facts = {
    project: project.name,
    environment: record.environment,
    version: String(record.version),
    committed_at: record.committedAt,
    made_at: new Date(host.clock.now()).toISOString(),
    valid: `Until version ${record.version} is cleaned away: at least ${project.retentionDays} days after a later one has replaced it.`,
  };
  const values = Object.entries(facts).map(([name, value]) => `(${quoteText(name)}, ${quoteText(value)})`);
  await session.execute('CREATE SCHEMA IF NOT EXISTS lode');
  await session.execute(
    `CREATE TABLE lode.about AS SELECT * FROM (VALUES ${values.join(', ')}) AS facts(name, value)`,
  );
}
