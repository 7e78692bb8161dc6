import type { Comparison, ComparisonRequest } from '../../compare/index.ts';
import { type Judged, judgeDifferences, type Pair, type RecordedSide } from '../../compare/parity/index.ts';
import { createTable } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { differencesOf, lakePath } from '../../execute/index.ts';
import { comparisonText } from '../../reports/compare/index.ts';
import { acceptedWords, differenceWords } from '../../reports/parity/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Context } from '../commands/context.ts';
import { compareSides, type MadeComparison } from '../compare/compare-sides.ts';
import { explain } from '../compare/explain.ts';
import { differingRows } from '../compare/materialize.ts';
import type { Opening, SideFacts } from '../compare/open-side.ts';
import { scratchFolder } from '../databases.ts';
import { secretLookup } from '../secrets.ts';
import type { Finding, ParityRun } from './compare-pair.ts';
import { digestFiles } from './file-digest.ts';
import type { OpenParity } from './open-parity.ts';

/** What is stored of differing rows: enough to see what is wrong, and no second copy of a table. */
const storedRows = 100_000;

/** Compares the rows of a pair's sides in a database of its own. Rejects with diagnostics, or as the engine does. */
export async function compareRows(
  { host, options }: Context,
  { open }: OpenParity,
  pair: Pair,
  request: ComparisonRequest,
  run: ParityRun,
): Promise<Finding> {
  const scratch = `${scratchFolder(open)}/parity-${host.clock.uuid()}`;
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: scratch,
    threads: null,
    memoryLimit: run.memoryLimit,
    secretOf: secretLookup(open),
    timeZone: open.project.timeZone,
  });
  try {
    const session = await database.connect();
    try {
      // Files are named from the project, wherever the command is given.
      const opening = {
        host: { ...host, folder: open.folder },
        project: open,
        target: options.target,
        session,
        scratch,
      };
      return await compareSides(opening, request, (made) => judge(opening, pair, run, made));
    } finally {
      session.close();
    }
  } finally {
    await database.close();
    await host.files.removeFolder(scratch);
  }
}

async function judge(opening: Opening, pair: Pair, run: ParityRun, made: MadeComparison): Promise<Finding> {
  const { result, compared, facts } = made;
  const { session } = opening;
  const plain = {
    score: result.score,
    code: null,
    left: await recorded(opening, result.left, facts.left),
    right: await recorded(opening, result.right, facts.right),
    rows: {
      both: result.rows.both,
      changed: result.rows.changed,
      onlyLeft: result.rows.onlyLeft,
      onlyRight: result.rows.onlyRight,
    },
  };
  if (result.left.rows + result.right.rows === 0 && !pair.allowEmpty)
    throw new DiagnosticError(diagnose('parity-side-empty', { pair: pair.name }));
  if (result.verdict === 'equal')
    return {
      ...plain,
      verdict: 'matched',
      reason: null,
      columns: [],
      accepted: [],
      differences: null,
      detail: null,
    };
  const engine = {
    execute: (sql: string) => session.execute(sql),
    query: (sql: string) => session.query(sql),
  };
  const { value: judged, diagnostics } = await judgeDifferences(engine, compared, pair.accepted, run.night);
  if (judged === null) throw new DiagnosticError(diagnostics);
  const isAccepted = !hasRest(result, judged);
  // Where it comes from is worth knowing, and no reason to fail.
  const explanation = await explain(opening, made, 'small').catch(() => null);
  const stored = await store(opening, pair, run, made).catch((error: unknown) => ({
    path: null,
    problem: error instanceof Error ? error.message : String(error),
  }));
  const notes = stored.problem === null ? [] : [`The differing rows could not be stored: ${stored.problem}`];
  return {
    ...plain,
    verdict: isAccepted ? 'accepted' : 'differs',
    reason: isAccepted ? acceptedWords(judged) : differenceWords(result, judged),
    columns: [...judged.columns],
    accepted: judged.used
      .filter((each) => each.void === null && each.rows > 0)
      .map(({ acceptance: { reason, by, until }, rows }) => ({ reason, by, until, rows })),
    differences: stored.path,
    detail: [comparisonText({ ...result, explanation }).trimEnd(), ...notes].join('\n\n'),
  };
}

function hasRest({ schema }: Comparison, { rows }: Judged): boolean {
  return rows.changed + rows.onlyLeft + rows.onlyRight + schema.onlyLeft.length + schema.onlyRight.length > 0;
}

async function recorded(
  { host }: Opening,
  side: Comparison['left'],
  { environment, environmentVersion, tableVersion, files }: SideFacts,
): Promise<RecordedSide> {
  return {
    name: side.name,
    kind: side.kind,
    environment,
    environmentVersion,
    tableVersion,
    rows: side.rows,
    files: await digestFiles(host.files, files),
  };
}

/** Writes the differing rows as a Delta table of their own, and gives its path in the lake. Personal values are masked in it. */
async function store(
  opening: Opening,
  pair: Pair,
  run: ParityRun,
  made: MadeComparison,
): Promise<{ readonly path: string | null; readonly problem: null }> {
  const { project, session, host } = opening;
  const { rows } = made.result;
  if (project === null || rows.changed + rows.onlyLeft + rows.onlyRight === 0)
    return { path: null, problem: null };
  const { lake } = project;
  const folder = `${differencesOf(lake.project.name)}/${pair.name}`;
  // Nothing is written twice to one place, also where a run of the same id tries again.
  const path = `${folder}/${run.night}-${host.clock.uuid()}`;
  const select = await differingRows(opening, made);
  await createTable({ files: lake.files, session, clock: lake.clock }, lakePath(lake, path), {
    name: pair.name,
    description: `Rows in which ${pair.name} differed on ${run.night}`,
    select: `SELECT * FROM (${select}) LIMIT ${storedRows}`,
    engineVersion: `Lode/${lodeVersion}`,
  });
  return { path, problem: null };
}
