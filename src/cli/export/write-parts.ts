import { quoteName, quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ExportedFile, ExportSource, ResolvedExport } from '../../exports/index.ts';
import type { ExportWork } from './export-work.ts';
import { filledPath, placeholderValues } from './placeholders.ts';
import { writeFile } from './write-file.ts';

/** More of them than anybody reads: a sign of a column that was not meant. */
const mostFiles = 10_000;

/** One file, or one for each value of the columns that it is parted by. */
export async function writeParts(
  work: ExportWork,
  resolved: ResolvedExport,
  source: ExportSource,
): Promise<ExportedFile[]> {
  const { one, open, request, session } = work;
  const { partitionBy } = resolved;
  const values = (partition: ReadonlyMap<string, string>) =>
    placeholderValues(open, request.manifest, request.date, partition);
  if (partitionBy.length === 0)
    return [await writeFile(work, resolved, source, filledPath(one.path, values(new Map())), {})];
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
    const path = filledPath(one.path, values(partition));
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
