import { DiagnosticError } from '../../diagnostics/index.ts';
import { EngineError } from '../../ports/index.ts';
import { type AddAction, resolvePath } from '../actions/index.ts';
import type { ReadPorts } from '../snapshot/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import { quoteText } from '../types/index.ts';

export interface FileProblem {
  /** As the log has it. */
  readonly path: string;
  readonly kind: 'missing' | 'size' | 'unreadable' | 'rows';
  readonly problem: string;
}

const batch = 200;

/** Whether the files are there, have the size and the number of rows that the log says, and a footer that can be read. */
export async function checkDataFiles(
  ports: ReadPorts,
  table: string,
  adds: readonly AddAction[],
): Promise<FileProblem[]> {
  const problems: FileProblem[] = [];
  const whole: AddAction[] = [];
  for (const add of adds) {
    const found = await ports.files.stat(resolvePath(table, add.path));
    if (found === null)
      problems.push({
        path: add.path,
        kind: 'missing',
        problem: `${add.size} bytes expected, no file found`,
      });
    else if (found.size !== add.size)
      problems.push({
        path: add.path,
        kind: 'size',
        problem: `${add.size} bytes expected, ${found.size} found`,
      });
    else whole.push(add);
  }
  for (let at = 0; at < whole.length; at += batch)
    problems.push(...(await checkFooters(ports, table, whole.slice(at, at + batch))));
  return problems;
}

/** Reads the footers of some files at once; where that fails, one by one. */
async function checkFooters(
  ports: ReadPorts,
  table: string,
  adds: readonly AddAction[],
): Promise<FileProblem[]> {
  try {
    const paths = adds.map((add) => resolvePath(table, add.path));
    await ports.files.fetchForEngine(paths.map((path) => ({ path })));
    const names = paths.map((path) => quoteText(literalGlob(ports.files.enginePath(path))));
    const rows = await ports.session.rows(
      `SELECT file_name, CAST(num_rows AS BIGINT) AS n FROM parquet_file_metadata([${names.join(', ')}])`,
    );
    const counts = new Map(rows.map((row) => [String(row.file_name), Number(row.n)]));
    return adds.flatMap((add, index): FileProblem[] => {
      const expected = numRecords(add);
      const found = counts.get(ports.files.enginePath(paths[index]!));
      if (expected === null || found === undefined || found === expected) return [];
      return [{ path: add.path, kind: 'rows', problem: `${expected} rows expected, ${found} found` }];
    });
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof DiagnosticError)) throw error;
    const [only] = adds;
    if (adds.length === 1) return [{ path: only!.path, kind: 'unreadable', problem: error.message }];
    const problems: FileProblem[] = [];
    for (const add of adds) problems.push(...(await checkFooters(ports, table, [add])));
    return problems;
  }
}

function numRecords({ stats }: AddAction): number | null {
  if (stats == null) return null;
  const said = (JSON.parse(stats) as { numRecords?: unknown }).numRecords;
  return typeof said === 'number' ? said : null;
}
