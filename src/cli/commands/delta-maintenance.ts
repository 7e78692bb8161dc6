import {
  type ChangesQuery,
  changeColumns,
  changesQuery,
  closeSnapshot,
  latestVersion,
  optimizeTable,
  quoteName,
  restoreTable,
  vacuumTable,
  writeCheckpoint,
} from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  findLakeTable,
  type Lake,
  type LakeTable,
  pinnedVersions,
  repinTable,
  settle,
} from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import { lodeVersion } from '../../version.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { bytes, count } from '../views/units.ts';
import { type ResultFormat, writeResult } from '../write-result.ts';
import type { Context } from './context.ts';
import { tablePlace } from './delta-place.ts';
import { withDeltaSession } from './delta-session.ts';
import { millisecondsOf } from './delta-time.ts';

export interface ChangesOptions {
  readonly path: string;
  readonly from: number;
  readonly to: number | null;
  /** null: all. */
  readonly columns: readonly string[] | null;
  readonly format: ResultFormat;
  readonly out: string | null;
}

/** `lode delta changes PATH`: the rows that versions inserted, updated and deleted. */
export function deltaChangesCommand(context: Context, request: ChangesOptions): Promise<ExitCode> {
  return withDeltaSession(context, async (session) => {
    const { table, files } = await tablePlace(context, request.path);
    const changes = await changesQuery({ files, session }, table, {
      from: request.from,
      ...(request.to === null ? {} : { to: request.to }),
    });
    const sql = request.columns === null ? changes.sql : onlyColumns(table, changes, request.columns);
    await writeResult(context, session, sql, { ...request, scratch: context.host.folder });
    await closeSnapshot(changes.snapshot);
    return exitCodes.done;
  });
}

function onlyColumns(table: string, { sql, snapshot }: ChangesQuery, wanted: readonly string[]): string {
  const known = [...snapshot.schema.fields.map(({ name }) => name), ...changeColumns];
  const names = wanted.map((name) => {
    const found = known.find((each) => each.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      throw new DiagnosticError(
        diagnose('delta-column-missing', { table, column: name, near: nearNames(name, known) }),
      );
    return quoteName(found);
  });
  return `SELECT ${names.join(', ')} FROM (${sql})`;
}

export interface OptimizeOptions {
  readonly path: string;
  readonly where: string | null;
  readonly zOrderBy: readonly string[];
}

/** `lode delta optimize PATH`: packs small files; rows stay as they are. A table of a lake is pinned anew by its environment. */
export function deltaOptimizeCommand(context: Context, request: OptimizeOptions): Promise<ExitCode> {
  const { console } = context;
  return maintain(context, request.path, async (ports, folder, owner) => {
    const result = await optimizeTable(ports, folder, {
      engineVersion: lodeVersion,
      ...(request.where === null ? {} : { where: request.where }),
      ...(request.zOrderBy.length === 0 ? {} : { zOrderBy: request.zOrderBy }),
    });
    const changed = result.added + result.removed > 0;
    const record =
      owner === null || !changed ? null : await repinTable(owner.lake, owner.table, result.version);
    if (console.json)
      console.document({
        formatVersion: '1.0',
        table: folder,
        ...result,
        environmentVersion: record?.version ?? null,
      });
    console.say(
      changed
        ? `${console.style.green('✓')} version ${result.version}: ${count(result.removed)} files became ${count(result.added)}.${record === null ? '' : ` ${owner!.table.environment} is at version ${record.version}.`}`
        : `${console.style.green('✓')} Nothing to do: the files are as they should be.`,
    );
    return exitCodes.done;
  });
}

export interface VacuumOptions {
  readonly path: string;
  readonly retentionHours: number | null;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** `lode delta vacuum PATH`: removes files that no version within the retention needs, nor any version that an environment holds. */
export function deltaVacuumCommand(context: Context, request: VacuumOptions): Promise<ExitCode> {
  const { console } = context;
  return maintain(context, request.path, async (ports, folder, owner) => {
    const result = await vacuumTable(ports, folder, {
      ...(request.retentionHours === null ? {} : { retention: request.retentionHours * 3_600_000 }),
      force: request.force,
      dryRun: request.dryRun,
      keepVersions: owner === null ? [] : await pinnedVersions(owner.lake, owner.table),
    });
    if (console.json)
      console.document({ formatVersion: '1.0', table: folder, dryRun: request.dryRun, ...result });
    else if (request.dryRun && result.files.length > 0) console.result(result.files.join('\n'));
    const what = `${count(result.files.length)} file${result.files.length === 1 ? '' : 's'}, ${bytes(result.bytes)}`;
    console.say(
      `${console.style.green('✓')} ${request.dryRun ? `Would remove ${what}.` : `Removed ${what}.`}`,
    );
    return exitCodes.done;
  });
}

/** `lode delta restore PATH`: the table as it was, as a new version. Not for a table of a lake: its environment would no longer match. */
export function deltaRestoreCommand(
  context: Context,
  path: string,
  target: { readonly version: number | null; readonly timestamp: string | null },
): Promise<ExitCode> {
  const { console } = context;
  if ((target.version === null) === (target.timestamp === null)) {
    throw new DiagnosticError(
      diagnose('argument-invalid', { argument: 'restore', problem: 'give either --version or --timestamp' }),
    );
  }
  return maintain(context, path, async (ports, folder, owner) => {
    if (owner !== null) {
      throw new DiagnosticError(
        diagnose('lake-table-restore', { path: owner.table.path, environment: owner.table.environment }),
      );
    }
    const to =
      target.version === null
        ? { timestamp: millisecondsOf(target.timestamp!) }
        : { version: target.version };
    const result = await restoreTable(ports, folder, to, lodeVersion);
    if (console.json) console.document({ formatVersion: '1.0', table: folder, ...result });
    console.say(
      `${console.style.green('✓')} version ${result.version}: ${count(result.restored)} files are back, ${count(result.removed)} removed.`,
    );
    return exitCodes.done;
  });
}

/** `lode delta checkpoint PATH`: a checkpoint of the newest version, so that opening the table takes one read. */
export function deltaCheckpointCommand(context: Context, path: string): Promise<ExitCode> {
  const { console } = context;
  return maintain(context, path, async (ports, folder) => {
    const version = await latestVersion(ports.files, folder);
    await writeCheckpoint(ports, folder, version);
    if (console.json) console.document({ formatVersion: '1.0', table: folder, version });
    console.say(`${console.style.green('✓')} version ${version} has a checkpoint.`);
    return exitCodes.done;
  });
}

interface Owner {
  readonly lake: Lake;
  readonly table: LakeTable;
}

type Ports = Parameters<typeof optimizeTable>[0];

/** Opens what maintenance needs, and finds the environment that the table belongs to; whatever that left open is settled first. */
function maintain(
  context: Context,
  path: string,
  work: (ports: Ports, folder: string, owner: Owner | null) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { host } = context;
  return withDeltaSession(context, async (session: Session) => {
    const { table: folder, files } = await tablePlace(context, path);
    const table = await findLakeTable(files, folder);
    const ports = { files, session, clock: host.clock };
    if (table === null) return work(ports, folder, null);
    const actor = { user: host.user, host: host.machine, pid: host.process };
    const lake: Lake = {
      folder: table.lake,
      files,
      clock: host.clock,
      actor,
      project: { name: '', git: null },
    };
    await settle(lake, table.environment);
    return work(ports, folder, { lake, table });
  });
}
