import { dirname, join } from 'node:path';
import { isEncodable, lineEnds, specialLetters } from '../../csv/write/index.ts';
import { quoteText } from '../../delta/index.ts';
import { diagnose } from '../../diagnostics/index.ts';
import {
  type ExportedFile,
  type ExportSource,
  factsQuery,
  headerText,
  linesQuery,
  type ResolvedExport,
  unwritableQuery,
  withFacts,
} from '../../exports/index.ts';
import type { Export } from '../../project/index.ts';
import { ProjectError } from '../open-project.ts';
import type { ExportWork } from './export-work.ts';
import { writeLines } from './write-lines.ts';

/** Writes one file of an export below the set's folder. Rejects where a letter cannot be written, naming row and column. */
export async function writeFile(
  work: ExportWork,
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
async function refuseUnescapable(
  work: ExportWork,
  resolved: ResolvedExport,
  source: ExportSource,
): Promise<void> {
  const { rules } = work.one;
  const escapable = rules.escapeLetter !== '' || (rules.dialect.quoting !== 'never' && rules.doubleQuote);
  if (escapable && rules.dialect.quoting !== 'never') return;
  const encodable: Export = { ...work.one, rules: { ...rules, unencodable: 'drop' } };
  const query = unwritableQuery(encodable, resolved, source);
  if (query === null) return;
  if ((await work.session.query(query)).rows.length > 0) throw await unwritable(work, resolved, source);
}

/** Which row and column it is that cannot be written. */
async function unwritable(work: ExportWork, resolved: ResolvedExport, source: ExportSource): Promise<Error> {
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
