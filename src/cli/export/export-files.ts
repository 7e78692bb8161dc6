import { dirname, join, resolve } from 'node:path';
import { variableTexts, whereOf } from '../../compile/index.ts';
import { isEncodable, lineEnds, specialLetters } from '../../csv/write/index.ts';
import { quoteName, quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { currentFormat, type Manifest } from '../../environment/index.ts';
import { defineEnvironment, quoteRelation } from '../../execute/index.ts';
import {
  type ExportedFile,
  type ExportManifest,
  type ExportSource,
  factsQuery,
  fillPattern,
  headerText,
  inFileName,
  linesQuery,
  type PlaceholderValues,
  parsePattern,
  type ResolvedExport,
  resolveExport,
  unwritableQuery,
  withFacts,
} from '../../exports/index.ts';
import type { Database, Session } from '../../ports/index.ts';
import type { Export } from '../../project/index.ts';
import { scratchFolder } from '../databases.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';
import { openReadThrough } from '../read-through.ts';
import { deliverSet, setsFolder } from './deliver-set.ts';
import { writeLines } from './write-lines.ts';

export interface ExportRequest {
  readonly manifest: Manifest;
  /** For tables of this version alone; it may serve several exports of it. */
  readonly database: Database;
  /** The night that `{{date}}` stands for. */
  readonly date: string;
  /** Where exports go instead of their `folder`; as the user wrote it. */
  readonly to: string | null;
}

/** More of them than anybody reads: a sign of a column that was not meant. */
const mostFiles = 10_000;

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
  return filled(one.manifest, valuesOf(open, manifest, date, new Map()));
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
  const work: Work = { host, open, one, request, session, scratch, set, folder };
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

interface Work {
  readonly host: Host;
  readonly open: OpenProject;
  readonly one: Export;
  readonly request: ExportRequest;
  readonly session: Session;
  readonly scratch: string;
  readonly set: string;
  readonly folder: string;
}

/** Files of another night, or of another version, stand beside the new ones where their names say which they are. */
function isReplaced(one: Export, before: ExportManifest, made: ExportManifest): boolean {
  const pieces = parsePattern(one.path);
  if (typeof pieces === 'string') return false;
  const names = (kind: 'date' | 'version') => pieces.some((piece) => piece.kind === kind);
  if (names('date') && before.date !== made.date) return false;
  return !(names('version') && before.environmentVersion !== made.environmentVersion);
}

/** One file, or one for each value of the columns that it is parted by. */
async function writeParts(
  work: Work,
  resolved: ResolvedExport,
  source: ExportSource,
): Promise<ExportedFile[]> {
  const { one, open, request, session } = work;
  const { partitionBy } = resolved;
  const values = (partition: ReadonlyMap<string, string>) =>
    valuesOf(open, request.manifest, request.date, partition);
  if (partitionBy.length === 0)
    return [await writeFile(work, resolved, source, filled(one.path, values(new Map())), {})];
  const from = `${source.relation}${source.where === null ? '' : ` WHERE (${source.where}\n)`}`;
  const { rows } = await session.query(
    `SELECT DISTINCT ${partitionBy.map(({ name }) => `CAST(${quoteName(name)} AS VARCHAR)`).join(', ')} FROM ${from} ORDER BY ALL NULLS LAST`,
  );
  if (rows.length > mostFiles)
    throw new DiagnosticError(
      diagnose('export-partition-many', { export: one.name, files: rows.length, most: mostFiles }),
    );
  const taken = new Map<string, string>();
  const files: ExportedFile[] = [];
  for (const row of rows) {
    const texts = row.map((value) => (value === null ? null : String(value)));
    const shown = texts.map((text) => text ?? 'NULL').join(', ');
    const partition = new Map(
      partitionBy.map(({ name }, index) => [name.toLowerCase(), texts[index] ?? 'NULL']),
    );
    const path = filled(one.path, values(partition));
    const other = taken.get(path.toLowerCase());
    if (other !== undefined)
      throw new DiagnosticError(
        diagnose('export-partition-collides', { export: one.name, path, first: other, second: shown }),
      );
    taken.set(path.toLowerCase(), shown);
    const conditions = partitionBy.map(({ name }, index) => {
      const text = texts[index] ?? null;
      return text === null
        ? `${quoteName(name)} IS NULL`
        : `CAST(${quoteName(name)} AS VARCHAR) = ${quoteText(text)}`;
    });
    const all = source.where === null ? conditions : [`(${source.where}\n)`, ...conditions];
    const part = { ...source, where: all.join(' AND ') };
    const named = Object.fromEntries(partitionBy.map(({ name }, index) => [name, texts[index] ?? null]));
    files.push(await writeFile(work, resolved, part, path, named));
  }
  return files;
}

async function writeFile(
  work: Work,
  unasked: ResolvedExport,
  source: ExportSource,
  path: string,
  partition: ExportedFile['partition'],
): Promise<ExportedFile> {
  const { host, one, session, scratch, set, folder } = work;
  const facts = factsQuery(one, unasked, source);
  const resolved = facts === null ? unasked : withFacts(one, unasked, (await session.rows(facts))[0] ?? {});
  await refuseUnescapable(work, resolved, source);
  const lines = join(scratch, `${host.clock.uuid()}.txt`);
  const copied = await session.query(copySql(one, resolved, source, lines));
  const rows = Number(copied.rows[0]?.[0] ?? 0);
  const to = join(folder, set, path);
  await host.files.createFolder(dirname(to));
  const header = one.rules.dialect.header ? headerText(one, resolved) : null;
  // Compiling has refused a header that cannot be written.
  const written = await writeLines(lines, typeof header === 'string' ? header : null, one, to);
  await host.files.remove(lines);
  if (written === null) throw await unwritable(work, resolved, source);
  await host.files.sync(dirname(to));
  // Under its usual name it is the same file: whoever wrote into it there would change what the manifest keeps.
  await host.files.setReadOnly(to);
  return { path, kept: path, rows, ...written, partition };
}

/** The engine writes the lines as they are: as CSV of one column without quotes. It ends each with a line feed then; where that is not wanted, as bytes, which takes longer. */
function copySql(one: Export, resolved: ResolvedExport, source: ExportSource, to: string): string {
  const end = lineEnds[one.rules.dialect.lineEnd];
  const asBytes = !end.endsWith('\n');
  const query = linesQuery(one, resolved, source, { text: asBytes ? end : end.slice(0, -1), asBytes });
  const format = asBytes ? 'FORMAT blob' : `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ''`;
  return `COPY (\n${query}\n) TO ${quoteText(to)} (${format})`;
}

/** Where fields may hold what nothing escapes, they are looked through first: the file would look whole. */
async function refuseUnescapable(work: Work, resolved: ResolvedExport, source: ExportSource): Promise<void> {
  const { rules } = work.one;
  const escapable = rules.escapeLetter !== '' || (rules.dialect.quoting !== 'never' && rules.doubleQuote);
  if (escapable && rules.dialect.quoting !== 'never') return;
  const encodable: Export = { ...work.one, rules: { ...rules, unencodable: 'drop' } };
  const query = unwritableQuery(encodable, resolved, source);
  if (query === null) return;
  if ((await work.session.query(query)).rows.length > 0) throw await unwritable(work, resolved, source);
}

/** Which row and column it is that cannot be written. */
async function unwritable(work: Work, resolved: ResolvedExport, source: ExportSource): Promise<Error> {
  const { one, session, open } = work;
  const { encoding } = one.rules.dialect;
  const special = specialLetters(one.rules);
  const query = unwritableQuery(one, resolved, source);
  const [row] = query === null ? [] : (await session.query(query)).rows;
  const place = Number(row?.[1] ?? 0);
  const text = String(row?.[2] ?? '');
  const foreign = [...text].find((each) => !isEncodable(each, encoding));
  const letter = foreign ?? [...text].find((each) => special.includes(each)) ?? '';
  const code = `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return new ProjectError(
    [
      diagnose(
        'export-letter-unwritable',
        {
          export: one.name,
          row: Number(row?.[0] ?? 0),
          column: resolved.columns[place]?.written.as ?? '',
          letter,
          code,
          encoding: foreign === undefined ? null : encoding,
        },
        { subject: resolved.columns[place]?.written.span ?? one.span },
      ),
    ],
    open.fileText,
  );
}

function valuesOf(
  open: OpenProject,
  { record }: Manifest,
  date: string,
  partition: ReadonlyMap<string, string>,
): PlaceholderValues {
  const { environment, version } = record;
  return { date, environment, version, variables: variableTexts(open.project), partition };
}

function filled(pattern: string, values: PlaceholderValues): string {
  const pieces = parsePattern(pattern);
  // Compiling has refused such a pattern.
  if (typeof pieces === 'string') throw new Error(pieces);
  return fillPattern(pieces, values, inFileName);
}
