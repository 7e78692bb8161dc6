import { join, resolve } from 'node:path';
import { whereOf } from '../../compile/index.ts';
import { diagnose } from '../../diagnostics/index.ts';
import { currentFormat } from '../../environment/index.ts';
import { defineEnvironment, quoteRelation } from '../../execute/index.ts';
import { type ExportManifest, parsePattern, resolveExport } from '../../exports/index.ts';
import type { Export } from '../../project/index.ts';
import { scratchFolder } from '../databases.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';
import { openReadThrough } from '../read-through.ts';
import { deliverSet, setsFolder } from './deliver-set.ts';
import type { ExportRequest, ExportWork } from './export-work.ts';
import { filledPath, placeholderValues } from './placeholders.ts';
import { writeParts } from './write-parts.ts';

/** The folder that an export's files go to, absolute. */
export function exportFolder(host: Host, open: OpenProject, one: Export, to: string | null): string {
  return to === null ? resolve(open.folder, one.folder) : resolve(host.folder, to);
}

/** The path of an export's manifest, relative to its folder. */
export function manifestPath(
  open: OpenProject,
  one: Export,
  { manifest, date }: Pick<ExportRequest, 'manifest' | 'date'>,
): string {
  return filledPath(one.manifest, placeholderValues(open, manifest, date, new Map()));
}

/**
 * Writes an export of a committed version. All its files stand at once, or none does. Rejects with what is wrong: columns that the version does not have, letters that the encoding
 * does not.
 */
export async function exportFiles(
  host: Host,
  open: OpenProject,
  one: Export,
  request: ExportRequest,
): Promise<ExportManifest> {
  const { manifest, date } = request;
  const model = manifest.models.get(one.model.toLowerCase());
  const { version, environment, committedAt } = manifest.record;
  if (model === undefined)
    throw new ProjectError(
      [
        diagnose(
          'export-model-missing',
          { export: one.name, model: one.model, environment, version },
          { subject: one.spans.model ?? one.span },
        ),
      ],
      open.fileText,
    );
  const folder = exportFolder(host, open, one, request.to);
  const path = manifestPath(open, one, request);
  const set = `${setsFolder(path)}/${host.clock.uuid()}`;
  const scratch = join(scratchFolder(open), `export-${host.clock.uuid()}`);
  const session = await request.database.connect();
  const through = openReadThrough(host, open, session, manifest.record.target);
  const work: ExportWork = { host, open, one, request, session, scratch, set, folder };
  try {
    await host.files.createFolder(scratch);
    const relation = quoteRelation(model.name);
    await defineEnvironment(open.lake, session, manifest, `FROM ${relation}`, through.options);
    const described = await session.query(`DESCRIBE FROM ${relation}`);
    const resolved = resolveExport(one, {
      name: model.name,
      columns: described.rows.map(([name, type]) => ({ name: String(name), type: String(type) })),
      keys: [],
    });
    if (resolved.value === null) throw new ProjectError(resolved.diagnostics, open.fileText);
    const where = whereOf(one, open.project, date);
    const files = await writeParts(work, resolved.value, { relation, where });
    const { dialect } = one.rules;
    const total = (of: 'rows' | 'bytes') => files.reduce((sum, file) => sum + file[of], 0);
    const made: ExportManifest = {
      formatVersion: currentFormat,
      export: one.name,
      project: open.project.name,
      environment,
      environmentVersion: version,
      committedAt,
      model: model.name,
      table: model.table === null ? null : { path: model.table.path, version: model.table.version },
      date,
      exportedAt: new Date(host.clock.now()).toISOString(),
      rows: total('rows'),
      bytes: total('bytes'),
      set,
      previous: null,
      files,
      dialect: {
        encoding: dialect.encoding,
        bom: dialect.bom,
        separator: dialect.separator,
        quote: dialect.quoting === 'never' ? '' : dialect.quote,
        lineEnd: dialect.lineEnd,
        header: dialect.header,
        decimal: dialect.decimal,
        columns: resolved.value.columns.map(({ written }) => written.as),
      },
    };
    await deliverSet(host, folder, path, made, (before) => isReplaced(one, before, made));
    return made;
  } catch (error) {
    await host.files.removeFolder(join(folder, set)).catch(() => undefined);
    throw error;
  } finally {
    await through.close();
    session.close();
    await host.files.removeFolder(scratch);
  }
}

/** Files of another night, or of another version, stand beside the new ones where their names say which they are. */
function isReplaced(one: Export, before: ExportManifest, made: ExportManifest): boolean {
  const pieces = parsePattern(one.path);
  if (typeof pieces === 'string') return false;
  const names = (kind: 'date' | 'version') => pieces.some((piece) => piece.kind === kind);
  if (names('date') && before.date !== made.date) return false;
  return !(names('version') && before.environmentVersion !== made.environmentVersion);
}
