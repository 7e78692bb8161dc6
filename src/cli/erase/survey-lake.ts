import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ErasureIntent, Manifest } from '../../environment/index.ts';
import {
  countFailures,
  type EnvironmentFinding,
  type EraseRequest,
  type Forgotten,
  listEnvironments,
  readBase,
  readCommitted,
  type SideTable,
  standingSteps,
  surveyEnvironment,
  surveySideTables,
  surveyTelling,
  type Telling,
} from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import type { OpenProject } from '../open-project.ts';

export interface SurveyedEnvironment extends EnvironmentFinding {
  readonly environment: string;
  readonly manifest: Manifest;
}

export interface LakeSurvey {
  /** Those that others read from first. */
  readonly environments: readonly SurveyedEnvironment[];
  /** Of other projects. */
  readonly others: readonly string[];
  readonly sideTables: readonly SideTable[];
  /** Tables of rows that differed in the parallel run, without the columns. */
  readonly differences: readonly string[];
  /** Models of bronze that have not the columns, and no condition of their own. */
  readonly without: readonly string[];
  /** What beside tables may still repeat values of such rows, also where no table holds any. */
  readonly kept: Telling & {
    /** Files of rows that failed audits. */
    readonly failures: number;
  };
}

/** Looks through all environments of the project in the lake. `resumed`: the same erasure, stopped midway. `purge`: the history of all ends with it. Rejects where the request names something that is nowhere. */
export async function surveyLake(
  open: OpenProject,
  session: Session,
  request: EraseRequest,
  resumed: ErasureIntent | null,
  purge: boolean,
): Promise<LakeSurvey> {
  const { lake } = open;
  const manifests: [string, Manifest][] = [];
  const others: string[] = [];
  for (const name of await listEnvironments(lake)) {
    const manifest = await readCommitted(lake, name);
    if (manifest === null) continue;
    if (manifest.record.project.name === lake.project.name) manifests.push([name, manifest]);
    else others.push(name);
  }
  checkNames(
    request,
    manifests.map(([, manifest]) => manifest),
  );
  const environments: SurveyedEnvironment[] = [];
  for (const [environment, manifest] of inOrder(manifests)) {
    const base = manifest.record.base?.environment ?? null;
    const above = environments.find((each) => each.environment === base) ?? null;
    const steps = await standingSteps(lake, manifest, [], true);
    const begun = resumed?.environments.find((each) => each.environment === environment)?.tables ?? [];
    const before = new Set(begun.map(({ model }) => model.toLowerCase()));
    const finding = await surveyEnvironment(lake, session, manifest, steps, request, above, before);
    environments.push({ environment, manifest, ...finding });
  }
  const paths = new Set(
    manifests.flatMap(([, { models }]) => [...models.values()].flatMap(({ table }) => table?.path ?? [])),
  );
  const sides = await surveySideTables(lake, session, paths, request);
  const without = environments.flatMap(({ tables }) =>
    tables.filter(({ step, condition }) => condition === null && step.sourceReads.length > 0),
  );
  checkColumns(request, environments);
  return {
    environments,
    others,
    sideTables: sides.tables,
    differences: sides.without,
    without: [...new Set(without.map(({ step }) => step.name))].sort(),
    kept: {
      failures: await countFailures(lake),
      ...(await surveyTelling(lake, session, forgottenOf(environments, purge))),
    },
  };
}

/** The models of whose rows records and profiles are to say nothing any more. Rows may have gone before, with the source's: then only these still tell of them. */
export function forgottenOf(environments: readonly EnvironmentFinding[], purge: boolean): Forgotten {
  if (purge) return 'all';
  return new Set(environments.flatMap(({ affected, asked }) => [...affected, ...asked]));
}

/** An environment comes after the one that it reads from. */
function inOrder(manifests: readonly [string, Manifest][]): readonly [string, Manifest][] {
  const left = new Map(manifests);
  const ordered: [string, Manifest][] = [];
  while (left.size > 0) {
    const next = [...left].filter(
      ([, { record }]) => record.base === null || !left.has(record.base.environment),
    );
    for (const one of next.length > 0 ? next : [...left]) {
      ordered.push(one);
      left.delete(one[0]);
    }
  }
  return ordered;
}

function checkNames(request: EraseRequest, manifests: readonly Manifest[]): void {
  const models = manifests.flatMap((manifest) => [...manifest.models.values()]);
  const known = new Set(
    models.flatMap(({ name, inputs }) => [name, ...inputs.map(({ relation }) => relation)]),
  );
  const folded = new Set([...known].map((name) => name.toLowerCase()));
  const named = [...request.relations, ...request.conditions.keys(), ...request.rebuild, ...request.leave];
  const missing = named.filter((name) => !folded.has(name));
  if (missing.length === 0) return;
  throw new DiagnosticError(
    missing.map((relation) =>
      diagnose('erase-relation-unknown', { relation, near: nearNames(relation, [...known]) }),
    ),
  );
}

/** A condition that no table can be asked is a mistake: finding nothing by it would say nothing. */
function checkColumns({ where }: EraseRequest, environments: readonly SurveyedEnvironment[]): void {
  const tables = environments.flatMap((each) => each.tables);
  if (where === null || tables.length === 0 || tables.some(({ condition }) => condition !== null)) return;
  throw new DiagnosticError(diagnose('erase-column-missing', { columns: where.columns }));
}

/** What a user must decide before anything is done. */
export function checkDecided({ environments }: LakeSurvey): void {
  const problems = environments.flatMap(({ environment, tables }) => {
    const named = (how: string) => tables.filter((each) => each.how === how).map(({ step }) => step.name);
    const [undecided, held] = [named('undecided'), named('held')];
    return [
      ...(undecided.length === 0 ? [] : [diagnose('erase-undecided', { environment, models: undecided })]),
      ...(held.length === 0 ? [] : [diagnose('erase-rolled-back', { environment, models: held })]),
    ];
  });
  if (problems.length > 0) throw new DiagnosticError(problems);
}

/** The environment as it stands, with nothing under way. */
export async function standingBase(open: OpenProject, environment: string) {
  const base = await readBase(open.lake, environment);
  return { ...base, manifest: base.manifest! };
}
