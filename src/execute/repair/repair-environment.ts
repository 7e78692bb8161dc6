import { type Diagnostic, DiagnosticError } from '../../diagnostics/index.ts';
import {
  canonicalJson,
  collectedFile,
  currentFormat,
  type Definition,
  definitionFile,
  encodeDefinition,
  isCollected,
  recordFile,
} from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { readCollected } from '../collect/read-collected.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import { checkLake } from '../fsck/check-lake.ts';
import { isDamage, problemDiagnostic } from '../fsck/problem-diagnostic.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import { settle } from '../settle.ts';
import { modelOf, planRepair, type RepairSituation } from './plan-repair.ts';
import type { RepairAction } from './repair-action.ts';
import { fillCommit, markTables, relinkFile, restoreVersion, rewriteCommit } from './repair-tables.ts';
import {
  abortUnreadable,
  newestCommitted,
  rewriteChunk,
  rewriteIntent,
  rewriteRecord,
} from './repair-versions.ts';
import { setAside } from './set-aside.ts';

export interface RepairRequest {
  readonly lake: Lake;
  readonly session: Session;
  readonly environment: string;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Only tells what would be done first. */
  readonly dryRun: boolean;
}

export interface RepairResult {
  readonly actions: readonly RepairAction[];
  /** What is wrong before anything is done. */
  readonly before: readonly Diagnostic[];
  /** What is wrong afterwards; the same where nothing was done. */
  readonly after: readonly Diagnostic[];
}

/** More steps than any damage takes: each sort of thing is mended before the next is looked at. */
const mostSteps = 12;

/**
 * Mends what can be mended of an environment, in steps, looking at everything again after each. Nothing that is whole is removed: a file that is damaged is set aside under another name, versions that
 * cannot be read are given up only where another one stands.
 */
export async function repairEnvironment(request: RepairRequest): Promise<RepairResult> {
  const first = await lookAt(request);
  const before = tell(first);
  const actions: RepairAction[] = [];
  let situation = first;
  for (let step = 0; step < mostSteps; step++) {
    const next = await planRepair(situation);
    if (next.length === 0) break;
    actions.push(...next);
    if (request.dryRun) break;
    for (const action of next) await carryOut(situation, action);
    situation = await lookAt(request, actions);
  }
  return { actions, before, after: tell(situation) };
}

function tell({ problems }: RepairSituation): Diagnostic[] {
  return problems
    .filter(
      (problem) => isDamage(problem) || problem.kind === 'version-open' || problem.kind === 'table-marked',
    )
    .map(problemDiagnostic);
}

async function lookAt(
  { lake, session, environment, definitions }: RepairRequest,
  done: readonly RepairAction[] = [],
): Promise<RepairSituation> {
  const { problems, environments } = await checkLake({ lake, session, environment, data: false });
  const [versions] = environments;
  const none = {
    name: environment,
    problems: [],
    head: 0,
    records: new Map(),
    intents: new Map(),
    models: new Map(),
  };
  return {
    lake,
    session,
    environment: versions ?? none,
    problems,
    definitions,
    tried: new Set(done.map(canonicalJson)),
  };
}

async function carryOut(situation: RepairSituation, action: RepairAction): Promise<void> {
  const { lake, session, environment } = situation;
  switch (action.kind) {
    case 'settle': {
      if (!environment.records.has(action.version))
        await setAside(lake, recordFile(environment.name, action.version));
      await settle(lake, environment.name);
      return;
    }
    case 'abort': {
      if (!environment.records.has(action.version))
        await setAside(lake, recordFile(environment.name, action.version));
      return abortUnreadable(lake, environment, action.version);
    }
    case 'rewrite-intent':
      return rewriteIntent(lake, environment, action.version);
    case 'rewrite-record':
      return rewriteRecord(lake, environment, action.version);
    case 'rewrite-chunk':
      return rewriteChunk(lake, environment, action.hash, action.version);
    case 'rewrite-definition':
      await setAside(lake, definitionFile(action.hash));
      await lake.files.putIfAbsent(
        lakePath(lake, definitionFile(action.hash)),
        encodeDefinition(situation.definitions.get(action.hash)!),
      );
      return;
    case 'relink-file':
      return relinkFile(lake, action.path, action.file, action.origin);
    case 'rewrite-commit':
      return rewriteCommit(lake, environment, action.path, action.version, action.of);
    case 'fill-commit': {
      const record = newestCommitted(environment);
      const model = modelOf(environment, action.path);
      if (record !== null && model !== null) await fillCommit(lake, record, model, action.version);
      return;
    }
    case 'mark-tables': {
      const standing = newestCommitted(environment)!;
      const names = new Set(action.models);
      const models = environment.models.get(standing.version)!.filter((model) => names.has(model.name));
      return markTables(lake, standing, environment.head, models);
    }
    case 'remove-models': {
      const standing = newestCommitted(environment)!;
      await unlessMoved(() =>
        commitIntent(lake, intentAfter(lake, standing, environment.head, { removed: [...action.models] })),
      );
      return;
    }
    case 'restore-version':
      return restoreVersion(lake, session, environment, action.to);
    case 'give-up-versions':
      return giveUpVersions(situation, action.versions);
  }
}

/** Another process that was faster has done something else: what is to be done is asked again. */
async function unlessMoved(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.exitCode !== 4) throw error;
  }
}

async function giveUpVersions(
  { lake, environment }: RepairSituation,
  versions: readonly number[],
): Promise<void> {
  const last = await readCollected(lake, environment.name);
  const below = Math.max(last?.below ?? 1, ...versions.map((version) => version + 1));
  const kept: number[] = [];
  for (let version = 1; version < below; version++)
    if (!versions.includes(version) && !isCollected(last, version)) kept.push(version);
  const note = {
    formatVersion: currentFormat,
    environment: environment.name,
    number: (last?.number ?? 0) + 1,
    below,
    kept,
    at: momentOf(lake.clock.now()),
  };
  await lake.files.putIfAbsent(
    lakePath(lake, collectedFile(environment.name, note.number)),
    canonicalJson(note),
  );
}
