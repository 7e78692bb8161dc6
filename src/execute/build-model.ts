import { type DataFile, schemaOf, writeDataFiles } from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  attemptFolder,
  type Build,
  type BuildIdentity,
  buildFile,
  buildId,
  canonicalJson,
  computationHash,
  currentFormat,
  type StoredAuditResult,
} from '../environment/index.ts';
import { EngineError, type Session } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { asksApart, isContextual } from '../quality/index.ts';
import { auditAndMeasure, auditRelation, missingAudits } from './audit-model.ts';
import { forgetBrokenBuild, readBuild, takeWholeBuild } from './builds.ts';
import { engineFileFailure } from './engine-file-failure.ts';
import { unfitColumn } from './exact-value.ts';
import { type Lake, lakePath, momentOf } from './lake.ts';
import { buildQuery } from './run-database.ts';
import type { Step } from './step.ts';
import { withoutValue } from './without-value.ts';

/** What a build runs. */
export interface BuildJob {
  readonly select: string;
  /** An SQL text: rows for which it differs share no file. */
  readonly apart: string | null;
  /** The audits that look at the build's rows alone. */
  readonly audits: readonly Audit[];
}

export interface BuildOutcome {
  readonly build: Build;
  readonly reused: boolean;
  /** Results of the job's audits, those of earlier builds included. */
  readonly audits: ReadonlyMap<string, StoredAuditResult>;
}

/**
 * BUILD and AUDIT: runs the step's query into a folder of its own, measures its content and runs its audits, and records the build. A
 * build of the same identity is taken as it is; only audits that it has not seen are run.
 */
export async function buildModel(
  lake: Lake,
  session: Session,
  step: Step,
  identity: BuildIdentity,
  job: BuildJob = {
    select: step.select,
    apart: null,
    audits: step.audits.filter((audit) => !isContextual(audit)),
  },
): Promise<BuildOutcome> {
  const id = buildId(identity);
  const standing = await takeWholeBuild(lake, step.name, id);
  if (standing !== null)
    return {
      build: standing,
      reused: true,
      audits: await auditStanding(lake, session, step, standing, job.audits),
    };
  await forgetBrokenBuild(lake, step.name, id);
  const started = lake.clock.now();
  const attempt = lake.clock.uuid();
  const folder = lakePath(lake, attemptFolder(step.name, id, attempt));
  await lake.files.createFolder(folder);
  const files = await write(session, step, job, lake.files.enginePath(folder));
  for (const file of files) {
    await lake.files.sync(`${folder}/${file.path}`);
    await lake.files.setReadOnly(`${folder}/${file.path}`);
  }
  for (const each of foldersOf(folder, files)) await lake.files.sync(each);
  const { definition } = step;
  const draft = {
    formatVersion: currentFormat,
    id,
    model: step.name,
    definition: step.definitionHash,
    computation: computationHash(step.definition),
    target: identity.target,
    inputs: [...identity.inputs],
    interval: identity.interval,
    scope: identity.scope,
    attempt,
    createdAt: momentOf(started),
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    files: files.map((file) => ({ ...file, partitionValues: { ...file.partitionValues } })),
    content: '',
    audits: [],
    seconds: 0,
  };
  const relation = await buildQuery(lake, draft, definition.columns, definition.partitionedBy);
  const { content, results } = await auditAndMeasure(session, step, relation, job.audits, {
    apart: isLarge(draft),
  });
  const build: Build = { ...draft, content, audits: results, seconds: (lake.clock.now() - started) / 1000 };
  const won = await lake.files.putIfAbsent(lakePath(lake, buildFile(step.name, id)), canonicalJson(build));
  if (won) return { build, reused: false, audits: byKey(results) };
  const winner = (await readBuild(lake, step.name, id))!;
  // Where a put was repeated after a lost answer, what stands there may be ours.
  if (winner.attempt === attempt) return { build: winner, reused: false, audits: byKey(results) };
  // Another process built the same; its attempt counts, ours is rubbish.
  await lake.files.removeFolder(folder);
  return {
    build: winner,
    reused: true,
    audits: await auditStanding(lake, session, step, winner, job.audits),
  };
}

/** The folders that hold the files, those of partitions and all on the way to them, innermost first. */
function foldersOf(folder: string, files: readonly DataFile[]): string[] {
  const folders = new Set([folder]);
  for (const { path } of files)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(`${folder}/${path.slice(0, end)}`);
  return [...folders].sort().reverse();
}

async function auditStanding(
  lake: Lake,
  session: Session,
  step: Step,
  build: Build,
  audits: readonly Audit[],
): Promise<ReadonlyMap<string, StoredAuditResult>> {
  const { known, missing } = missingAudits(audits, build.audits);
  if (missing.length === 0) return known;
  const relation = await buildQuery(lake, build, step.definition.columns, step.definition.partitionedBy);
  const { results } = await auditRelation(session, step, relation, missing, { apart: isLarge(build) });
  return new Map([...known, ...byKey(results)]);
}

/** Whether audits of its rows ask apart. */
export function isLarge({ files, rows }: Pick<Build, 'files' | 'rows'>): boolean {
  return asksApart(files.length, rows);
}

function byKey(results: readonly StoredAuditResult[]): ReadonlyMap<string, StoredAuditResult> {
  return new Map(results.map((result) => [result.audit, result]));
}

async function write(
  session: Session,
  step: Step,
  { select, apart }: BuildJob,
  folder: string,
): Promise<readonly DataFile[]> {
  try {
    return await writeDataFiles(session, {
      select,
      schema: schemaOf(step.columns),
      folder,
      partitionColumns: step.definition.partitionedBy,
      withoutStatistics: step.personal,
      ...(apart === null ? {} : { apart }),
    });
  } catch (error) {
    throw buildFailure(step, error);
  }
}

/** An engine's failure in words that say what a user can do. `readsPersonal`: its inputs have personal data. Of a model that has or reads such data no value is repeated. */
export function buildFailure(
  { name: model, personal }: Pick<Step, 'name' | 'personal'>,
  given: unknown,
  readsPersonal = false,
): unknown {
  const isTold = given instanceof DiagnosticError && given.cause instanceof EngineError && readsPersonal;
  const error = isTold ? given.cause : given;
  if (!(error instanceof EngineError)) return error;
  const ofDisk = engineFileFailure(error);
  if (ofDisk !== null) return ofDisk;
  const { kind, message } = error.failure;
  const isPersonal = readsPersonal || personal.length > 0;
  const problem = isPersonal ? withoutValue(error.failure) : message;
  const unfit = unfitColumn(message);
  if (unfit !== null) return new DiagnosticError(diagnose('drift-not-handed', { model, ...unfit }), 1, error);
  if (/conversion/i.test(kind))
    return new DiagnosticError(diagnose('conversion-failed', { model, problem }), 1, error);
  if (/out of memory/i.test(kind))
    return new DiagnosticError(diagnose('out-of-memory', { model, problem }), 1, error);
  return new DiagnosticError(diagnose('run-failed', { model, problem }), 1, error);
}
