import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { currentFormat } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { zoneOffsets } from '../../triage/index.ts';
import { openCompilingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { findInventory } from '../legacy/read-inventory.ts';
import { compileOpen, openProject } from '../open-project.ts';
import { estateNames } from '../usage/estate-names.ts';
import { type ImportedLog, importLog } from '../usage/import-log.ts';
import { projectRelations } from '../usage/known-relations.ts';
import { loadUsageSettings } from '../usage/load-usage-settings.ts';
import { type LogOptions, openLog } from '../usage/open-log.ts';
import { queryLogs } from '../usage/query-log.ts';
import { openQueriedEstate, understandQueries } from '../usage/understand.ts';
import { importedText } from '../views/usage-text.ts';
import type { Context } from './context.ts';

export interface UsageImportRequest extends LogOptions {
  /** Empty: the project's own log of `lode query`. */
  readonly files: readonly string[];
  readonly server: string | null;
  readonly timeZone: string | null;
  readonly inventory: string | null;
  /** Whether logs that were imported before are read anew. */
  readonly anew: boolean;
}

/** `lode usage import FILES…`: adds to the lake who read what, by query logs. A log that was imported before is passed over, unless it has grown, is to be read otherwise, or anew. */
export async function usageImportCommand(context: Context, request: UsageImportRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const settings = await loadUsageSettings(host, open);
  const paths =
    request.files.length > 0
      ? request.files.map((file) => resolve(host.folder, file))
      : await queryLogs(host, open);
  if (paths.length === 0) throw new DiagnosticError(diagnose('usage-log-missing', {}));
  const inventory = await findInventory(host, open, request.inventory);
  const { compiled } = await compileOpen(host, open);
  const names = estateNames(inventory, projectRelations(compiled));
  const timeZone = request.timeZone ?? open.project.timeZone;
  const imported: ImportedLog[] = [];
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: resolve(open.folder, '.lode/scratch/usage'),
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const binding = await openCompilingDatabase(host, 'UTC');
  try {
    const session = await database.connect();
    const stubs = await binding.connect();
    const reader = await database.connect();
    try {
      const understand = understandQueries(names, await openQueriedEstate(stubs, inventory, open, compiled));
      // All are looked at before the first is read: a wrong option is told of at once.
      const logs = [];
      for (const path of paths)
        logs.push(
          await openLog(host, path, nameOf(open.folder, path), request, (file) =>
            parquetColumns(session, file),
          ),
        );
      for (const log of logs) {
        const one = await importLog(host, open, session, log, {
          robots: settings.robots,
          robotRules: settings.robotRules,
          timeZone,
          offsetOf: zoneOffsets(timeZone),
          anew: request.anew,
          server: request.server ?? log.format,
          understand,
          reader,
        });
        imported.push(one);
        if (!options.json) console.say(importedText(one, console.style));
        console.diagnostics(warningsOf(one));
      }
    } finally {
      stubs.close();
      reader.close();
      session.close();
    }
  } finally {
    await binding.close();
    await database.close();
    await host.files.removeFolder(resolve(open.folder, '.lode/scratch/usage'));
  }
  if (options.json) console.document({ formatVersion: currentFormat, logs: imported });
  return exitCodes.done;
}

function warningsOf(log: ImportedLog) {
  const damaged = diagnose('usage-lines-damaged', {
    file: log.file,
    count: log.damagedLines,
    first: [
      ...log.damaged.slice(0, 5).map(({ line, problem }) => `${log.file}:${line}: ${problem}`),
      ...(log.damagedLines > 5 ? [`and ${(log.damagedLines - 5).toLocaleString('en')} more`] : []),
    ],
  });
  const empty = !log.again && log.queries + log.robots + log.repeated === 0;
  return [
    ...(log.damagedLines > 0 ? [damaged] : []),
    ...(empty ? [diagnose('usage-nothing-read', { file: log.file, before: log.before !== null })] : []),
  ];
}

async function parquetColumns(session: Session, path: string): Promise<readonly string[]> {
  const { columns } = await session.query(
    `SELECT * FROM read_parquet('${path.replaceAll("'", "''")}') LIMIT 0`,
  );
  return columns.map(({ name }) => name);
}

function nameOf(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') ? path : below;
}
