import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ManifestModel, ManifestRecord } from '../../environment/index.ts';
import { type Lake, listEnvironments, readManifest, readRecords } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { environmentOf, openProject } from '../open-project.ts';
import { renderTable } from '../views/table.ts';
import { count } from '../views/units.ts';
import type { Context } from './context.ts';

export interface HistoryOptions {
  /** null: the whole environment. */
  readonly model: string | null;
  readonly environment: string | null;
  readonly limit: number;
}

/** `lode history [MODEL]`: the versions of an environment, or those in which a model changed, newest first. */
export async function historyCommand(
  { host, options, console }: Context,
  request: HistoryOptions,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const records = await readRecords(open.lake, environment);
  if (records.length === 0) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  if (request.model === null) {
    const shown = records.slice(0, request.limit);
    if (options.json) console.document({ formatVersion: '1.0', environment, versions: shown });
    else console.result(environmentTable(shown, console.width, console.style));
    return exitCodes.done;
  }
  const versions = await modelVersions(open.lake, records, request.model, request.limit);
  if (options.json) console.document({ formatVersion: '1.0', environment, model: request.model, versions });
  else console.result(modelTable(versions, console.width, console.style));
  return exitCodes.done;
}

interface ModelVersion extends ManifestModel {
  readonly version: number;
  readonly committedAt: string;
}

/** The committed versions in which the model's definition or content differs from the version before. */
async function modelVersions(
  lake: Lake,
  records: readonly ManifestRecord[],
  name: string,
  limit: number,
): Promise<ModelVersion[]> {
  const key = name.toLowerCase();
  const versions: ModelVersion[] = [];
  let newer: ModelVersion | null = null;
  const known = new Set<string>();
  for (const record of records) {
    if (record.status !== 'committed') continue;
    const manifest = await readManifest(lake, record);
    for (const model of manifest.models.values()) known.add(model.name);
    const model = manifest.models.get(key);
    if (newer !== null && (model === undefined || !sameState(newer, model))) versions.push(newer);
    newer =
      model === undefined ? null : { ...model, version: record.version, committedAt: record.committedAt };
    if (versions.length >= limit) break;
  }
  if (newer !== null && versions.length < limit) versions.push(newer);
  if (versions.length === 0)
    throw new DiagnosticError(diagnose('model-unknown', { model: name, near: nearNames(name, known) }));
  return versions;
}

function sameState(a: ManifestModel, b: ManifestModel): boolean {
  return a.definition === b.definition && a.content === b.content && a.table?.version === b.table?.version;
}

function environmentTable(
  records: readonly ManifestRecord[],
  width: number,
  style: Parameters<typeof renderTable>[3],
): string {
  return renderTable(
    [
      { name: 'version', align: 'right' },
      { name: 'at', align: 'left' },
      { name: 'status', align: 'left' },
      { name: 'tables', align: 'right' },
      { name: 'target', align: 'left' },
      { name: 'by', align: 'left' },
      { name: 'git', align: 'left' },
    ],
    records.map((record) => [
      String(record.version),
      record.committedAt,
      record.status,
      String(record.tables.length),
      record.target,
      `${record.by.user}@${record.by.host}`,
      record.project.git?.slice(0, 12) ?? '',
    ]),
    width,
    style,
  );
}

function modelTable(
  versions: readonly ModelVersion[],
  width: number,
  style: Parameters<typeof renderTable>[3],
): string {
  return renderTable(
    [
      { name: 'version', align: 'right' },
      { name: 'at', align: 'left' },
      { name: 'kind', align: 'left' },
      { name: 'rows', align: 'right' },
      { name: 'table version', align: 'right' },
      { name: 'definition', align: 'left' },
    ],
    versions.map((model) => [
      String(model.version),
      model.committedAt,
      model.kind,
      model.rows === null ? '' : count(model.rows),
      model.table === null ? '' : String(model.table.version),
      model.definition.slice(0, 12),
    ]),
    width,
    style,
  );
}
