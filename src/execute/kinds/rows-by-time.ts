import { type LiveFile, quoteName, type Snapshot } from '../../delta/index.ts';
import type { TimeColumn } from './interval-sql.ts';

/** So few files are opened faster than they are told apart. */
const few = 64;
const filesInGroup = 48;

/**
 * A SELECT over files' rows, put together so that a query of some intervals opens few of them: the engine skips groups of files whose times its filter excludes, where of one long list
 * it would open every file. `read`: a SELECT over the rows of some files, `column` the name that it gives the time.
 */
export async function rowsByTime(
  snapshot: Snapshot,
  files: readonly LiveFile[],
  time: TimeColumn | null,
  read: (files: readonly LiveFile[]) => Promise<string>,
): Promise<string> {
  if (time === null || files.length <= few) return read(files);
  const told = files.flatMap((file) => {
    const bounds = boundsOf(snapshot, file, time);
    return bounds === null ? [] : [{ file, ...bounds }];
  });
  if (told.length <= few) return read(files);
  told.sort((a, b) => (a.min < b.min ? -1 : a.min > b.min ? 1 : 0));
  const column = quoteName(time.name);
  const parts: string[] = [];
  for (let at = 0; at < told.length; at += filesInGroup) {
    const group = told.slice(at, at + filesInGroup);
    const max = group
      .map((each) => each.max)
      .sort()
      .at(-1)!;
    const rows = await read(group.map(({ file }) => file));
    parts.push(
      `SELECT * FROM (${rows}) WHERE ${column} >= ${literal(time, group[0]!.min)} AND ${column} <= ${literal(time, max)}${time.type === 'DATE' ? '' : ' + INTERVAL 1 MILLISECOND'}`,
    );
  }
  const known = new Set(told.map(({ file }) => file));
  const rest = files.filter((file) => !known.has(file));
  return [...parts, ...(rest.length === 0 ? [] : [await read(rest)])].join('\nUNION ALL\n');
}

/** The first and the last time in a file, as the log writes them; null where it does not tell, or where rows have none. */
function boundsOf(
  snapshot: Snapshot,
  { add }: LiveFile,
  { name, type }: TimeColumn,
): { readonly min: string; readonly max: string } | null {
  const field = snapshot.schema.fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (field === undefined) return null;
  if (snapshot.partitionColumns.includes(field.name)) {
    const value = add.partitionValues[field.name] ?? null;
    return type === 'DATE' && value !== null && isTime(value) ? { min: value, max: value } : null;
  }
  const { minValues, maxValues, nullCount } = JSON.parse(add.stats ?? '{}') as Record<
    'minValues' | 'maxValues' | 'nullCount',
    Readonly<Record<string, unknown>> | undefined
  >;
  const [min, max] = [minValues?.[field.name], maxValues?.[field.name]];
  const isWhole = nullCount?.[field.name] === 0 && isTime(min) && isTime(max);
  return isWhole && min.length === max.length ? { min, max } : null;
}

/** As texts these compare as times: years of four digits, one form, no offset but Z. */
function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z?)?$/.test(value);
}

function literal({ type }: TimeColumn, text: string): string {
  return `${type} '${text}'`;
}
