import {
  type AddAction,
  checkDataFiles,
  checkLog,
  checkStatistics,
  closeSnapshot,
  openSnapshot,
  scanQuery,
} from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import {
  type ManifestModel,
  measuredColumns,
  ownsTable,
  transactionApp,
  undoApp,
} from '../../environment/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { checkTable } from '../../quality/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readDefinition } from '../read-environment.ts';
import { headVersion, readCommits } from '../table-log.ts';
import type { CheckedVersions } from './check-versions.ts';
import type { Problem, TablePlace } from './problem.ts';

/** A version of a table that a version of an environment pins. */
interface Pin extends TablePlace {
  readonly token: string;
  readonly incarnation: string;
  readonly content: string;
  readonly definition: string;
  /** The newest committed version of its own environment has it so. */
  readonly stands: boolean;
}

export interface TableCounts {
  tables: number;
  files: number;
  bytes: number;
}

/** Manifests against the tables' logs, logs against files, and with `data` rows against statistics and contents. */
export async function checkTables(
  lake: Lake,
  session: Session,
  environments: readonly CheckedVersions[],
  data: boolean,
  counts: TableCounts,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [path, pins] of pinsByTable(environments)) {
    counts.tables += 1;
    problems.push(...(await checkOne(lake, session, path, pins, data, counts)));
  }
  return problems;
}

function pinsByTable(environments: readonly CheckedVersions[]): Map<string, Pin[]> {
  const tables = new Map<string, Map<string, Pin>>();
  for (const { name, models, records } of environments) {
    const newest = Math.max(0, ...models.keys());
    for (const [version, listed] of models) {
      for (const model of listed) {
        if (model.table === null) continue;
        const pins = tables.get(model.table.path) ?? new Map<string, Pin>();
        tables.set(model.table.path, pins);
        const stands = version === newest && ownsTable(name, model.table.path);
        const pin = pinOf(name, model, records.get(version)!.incarnation, stands);
        const key = `${pin.version} ${pin.token}`;
        if (stands || !pins.has(key)) pins.set(key, pin);
      }
    }
  }
  return new Map([...tables].map(([path, pins]) => [path, [...pins.values()]]));
}

function pinOf(environment: string, model: ManifestModel, incarnation: string, stands: boolean): Pin {
  const { path, version, token } = model.table!;
  const { name, content, definition } = model;
  return { environment, model: name, path, version, token, incarnation, content, definition, stands };
}

async function checkOne(
  lake: Lake,
  session: Session,
  path: string,
  pins: readonly Pin[],
  data: boolean,
  counts: TableCounts,
): Promise<Problem[]> {
  const folder = lakePath(lake, path);
  const ports = { files: lake.files, session };
  const problems: Problem[] = [];
  const files = new Map<string, { add: AddAction; place: TablePlace }>();
  for (const pin of pins) {
    const place = placeOf(pin);
    const { commits } = await readCommits(lake.files, folder, pin.version, pin.version).catch(none);
    const token = commits[0]?.token ?? null;
    if (commits.length > 0 && token !== null && token !== pin.token) {
      problems.push({ kind: 'commit-swapped', ...place, expected: pin.token, found: token });
      continue;
    }
    const adds = await liveFiles(ports, folder, pin.version);
    if (typeof adds === 'string') {
      problems.push({ kind: 'table-unreadable', ...place, problem: adds });
      continue;
    }
    for (const add of adds) if (!files.has(add.path)) files.set(add.path, { add, place });
  }
  problems.push(...(await sinceThePin(lake, folder, pins)));
  if (problems.some(({ kind }) => kind === 'table-unreadable') && files.size === 0) return problems;
  const adds = [...files.values()].map(({ add }) => add);
  counts.files += adds.length;
  counts.bytes += adds.reduce((sum, add) => sum + add.size, 0);
  const lost = await checkDataFiles(ports, folder, adds);
  for (const { path: file, kind: what, problem } of lost)
    problems.push({ kind: 'data-file-lost', ...files.get(file)!.place, file, what, problem });
  for (const { kind: file, version, problem } of await checkLog(ports, folder).catch(() => []))
    problems.push({ kind: 'log-file-wrong', path, file, version, problem });
  if (!data) return problems;
  const gone = new Set(lost.map((each) => each.path));
  return [...problems, ...(await checkRows(lake, session, folder, pins, files, gone))];
}

function placeOf({ environment, model, path, version }: Pin): TablePlace {
  return { environment, model, path, version };
}

async function none(error: unknown): Promise<Awaited<ReturnType<typeof readCommits>>> {
  if (error instanceof DiagnosticError) return { commits: [], complete: false };
  throw error;
}

/** The adds of a version, or why it cannot be had. */
async function liveFiles(
  ports: Parameters<typeof openSnapshot>[0],
  folder: string,
  version: number,
): Promise<AddAction[] | string> {
  try {
    const snapshot = await openSnapshot(ports, folder, { version });
    try {
      return await snapshot.activeFiles();
    } finally {
      await closeSnapshot(snapshot);
    }
  } catch (error) {
    if (error instanceof DiagnosticError || error instanceof EngineError) return error.message;
    throw error;
  }
}

/** Commits that came after the one that the environment stands on: somebody else's, or one that could not take everything back. */
async function sinceThePin(lake: Lake, folder: string, pins: readonly Pin[]): Promise<Problem[]> {
  const pin = pins.find((each) => each.stands);
  if (pin === undefined) return [];
  const head = await headVersion(lake.files, folder);
  const { commits } = await readCommits(lake.files, folder, pin.version + 1, head).catch(none);
  const apps = [transactionApp(pin.environment, pin.incarnation), undoApp(pin.environment, pin.incarnation)];
  const own = (app: { readonly appId: string }) => apps.includes(app.appId);
  const problems: Problem[] = [];
  if (commits.some((commit) => commit.damaged)) problems.push({ kind: 'table-marked', ...placeOf(pin) });
  const foreign = commits.find((commit) => commit.changesData && !commit.transactions.some(own));
  if (foreign !== undefined) {
    const { version, operation, engine } = foreign;
    problems.push({ kind: 'table-moved', ...placeOf(pin), by: { version, operation, engine } });
  }
  return problems;
}

async function checkRows(
  lake: Lake,
  session: Session,
  folder: string,
  pins: readonly Pin[],
  files: ReadonlyMap<string, { readonly add: AddAction; readonly place: TablePlace }>,
  gone: ReadonlySet<string>,
): Promise<Problem[]> {
  const ports = { files: lake.files, session };
  const problems: Problem[] = [];
  const checked = new Set<string>();
  for (const pin of pins) {
    try {
      const snapshot = await openSnapshot(ports, folder, { version: pin.version });
      try {
        const live = await snapshot.activeFiles();
        if (live.some((add) => gone.has(add.path))) continue;
        const fresh = live.filter((add) => !checked.has(add.path));
        for (const add of fresh) checked.add(add.path);
        for (const { path: file, column, problem } of await checkStatistics(ports, snapshot, fresh))
          problems.push({ kind: 'statistics-wrong', ...files.get(file)!.place, file, column, problem });
        if (!(await sameContent(lake, session, pin, await scanQuery(snapshot))))
          problems.push({ kind: 'content-differs', ...placeOf(pin) });
      } finally {
        await closeSnapshot(snapshot);
      }
    } catch (error) {
      // What cannot be opened or read has been told.
      if (!(error instanceof DiagnosticError || error instanceof EngineError)) throw error;
    }
  }
  return problems;
}

async function sameContent(lake: Lake, session: Session, pin: Pin, select: string): Promise<boolean> {
  const definition = await readDefinition(lake, pin.definition);
  const columns = measuredColumns(definition, definition.columns);
  const { content } = await checkTable((sql) => session.query(sql), {
    relation: `(\n${select}\n)`,
    columns: columns.map(({ name, type }) => ({ name, type, pii: true })),
    audits: [],
    content: true,
  });
  return content === pin.content;
}
