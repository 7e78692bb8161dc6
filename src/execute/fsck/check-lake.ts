import { DiagnosticError } from '../../diagnostics/index.ts';
import { isCollected } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { collectGarbage } from '../collect/collect-garbage.ts';
import { readCollected } from '../collect/read-collected.ts';
import { byTable, surveyLake } from '../collect/survey.ts';
import type { Lake } from '../lake.ts';
import { listAllEnvironments } from '../read-environment.ts';
import { checkContents } from './check-contents.ts';
import { checkTables } from './check-tables.ts';
import { type CheckedVersions, checkVersions } from './check-versions.ts';
import type { Problem } from './problem.ts';

export interface CheckLakeRequest {
  readonly lake: Lake;
  readonly session: Session;
  /** null: all. */
  readonly environment: string | null;
  /** Whether rows are read: statistics and contents against them. */
  readonly data: boolean;
}

export interface CheckedLake {
  readonly problems: readonly Problem[];
  readonly environments: readonly CheckedVersions[];
  readonly counts: {
    readonly environments: number;
    readonly versions: number;
    readonly tables: number;
    readonly files: number;
    readonly bytes: number;
  };
}

/** Checks a lake, or one environment of it, without writing anything. A process at work meanwhile is no damage; what it has not decided yet is told as open. */
export async function checkLake(request: CheckLakeRequest): Promise<CheckedLake> {
  const { lake, session, environment, data } = request;
  const names = await listAllEnvironments(lake);
  const chosen = environment === null ? names : names.filter((name) => name === environment);
  const environments: CheckedVersions[] = [];
  for (const name of chosen) environments.push(await checkVersions(lake, name));
  const counts = { tables: 0, files: 0, bytes: 0 };
  const present = environments.map(sinceDrop);
  const problems = [
    ...environments.flatMap((each) => each.problems),
    ...(await lostBases(lake, present)),
    ...(await checkContents(lake, present, environment === null)),
    ...(await checkTables(lake, session, present, data, counts)),
  ];
  if (environment === null) problems.push(...(await looseFiles(request, problems)));
  const versions = environments.reduce((sum, each) => sum + each.records.size, 0);
  return { problems, environments, counts: { environments: environments.length, versions, ...counts } };
}

/** Of an environment that was dropped nothing needs to be there. */
function sinceDrop(versions: CheckedVersions): CheckedVersions {
  const end = Math.max(
    0,
    ...[...versions.records.values()].flatMap((each) => (each.ended ? [each.version] : [])),
  );
  return { ...versions, models: new Map([...versions.models].filter(([version]) => version > end)) };
}

async function lostBases(lake: Lake, environments: readonly CheckedVersions[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  const known = new Map<string, CheckedVersions>();
  for (const { name, records, models } of environments) {
    for (const version of models.keys()) {
      const base = records.get(version)?.base ?? null;
      if (base === null) continue;
      const of =
        known.get(base.environment) ??
        environments.find((each) => each.name === base.environment) ??
        (await checkVersions(lake, base.environment));
      known.set(base.environment, of);
      const record = of.records.get(base.version);
      const collected =
        record === undefined && isCollected(await readCollected(lake, base.environment), base.version);
      if (record?.status === 'committed' && record.incarnation === base.incarnation && !collected) continue;
      problems.push({ kind: 'base-lost', environment: name, version, base });
    }
  }
  return problems;
}

/** Files that nobody needs, and files that are none of Lode's. */
async function looseFiles(request: CheckLakeRequest, found: readonly Problem[]): Promise<Problem[]> {
  const { lake, session } = request;
  const survey = await surveyLake(lake);
  const problems: Problem[] = [];
  const unknown = [...survey.tables.values()].flatMap((files) => {
    const known = new Set([...byTable(files).values()].flat());
    return files.filter((file) => !known.has(file)).map((file) => file.path);
  });
  if (unknown.length > 0)
    problems.push({ kind: 'unknown-files', paths: unknown.slice(0, 5), files: unknown.length });
  // What nobody needs is known only where everything can be read that says what is needed.
  if (found.some((problem) => !harmless.has(problem.kind))) return problems;
  try {
    const policy = {
      now: lake.clock.now(),
      retention: Number.MAX_SAFE_INTEGER,
      grace: 0,
      project: null,
    };
    const { removed } = await collectGarbage({ lake, session, policy, dryRun: true, keepExpired: true });
    const all = Object.values(removed);
    const files = all.reduce((sum, each) => sum + each.files, 0);
    if (files > 0)
      problems.push({ kind: 'unreferenced', files, bytes: all.reduce((sum, each) => sum + each.bytes, 0) });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
  return problems;
}

const harmless: ReadonlySet<Problem['kind']> = new Set([
  'version-open',
  'build-lost',
  'table-marked',
  'table-moved',
  'statistics-wrong',
  'content-differs',
]);
