import { DiagnosticError } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Database, Session, SourceRead, SourceSession } from '../../src/ports/index.ts';
import { stageRelation } from '../../src/sources/index.ts';

export const everything = { columns: null, filters: [], limit: null };

/** The diagnostic that work ends with, its exit code, and after how many seconds. */
export async function failing(work: () => Promise<unknown>) {
  const started = Date.now();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [first] = error.diagnostics;
    return { ...first!, exitCode: error.exitCode, seconds: (Date.now() - started) / 1000 };
  }
  throw new Error('it did not fail');
}

/** Reads a relation to its end and counts its rows. */
export async function readAll(session: SourceSession, relation: string, onBatch: () => void = () => {}) {
  let rows = 0;
  for await (const batch of session.read({ relation, ...everything })) {
    rows += batch.numRows;
    onBatch();
  }
  return rows;
}

/** An engine of a test's own. */
export async function openEngine(timeZone = 'America/New_York') {
  const database: Database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 2,
    memoryLimit: '1GB',
    timeZone,
  });
  const session: Session = await database.connect();
  return {
    session,
    close: async () => {
      session.close();
      await database.close();
    },
  };
}

/** Brings rows of a relation into a table of the engine, all columns if none are named, and says how many. */
export async function stage(
  engine: Session,
  source: SourceSession,
  relation: string,
  into: string,
  read: Partial<SourceRead> = {},
): Promise<number> {
  const { columns } = await source.schema(relation);
  const wanted = read.columns ?? columns.map(({ name }) => name);
  await engine.execute(`DROP TABLE IF EXISTS ${into}`);
  const { rows } = await stageRelation(
    engine,
    source,
    { relation, ...everything, ...read },
    into,
    wanted.map((name) => columns.find((column) => column.name === name)!),
  );
  return rows;
}
