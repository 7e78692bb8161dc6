import { quoteName, quoteText } from '../../delta/index.ts';
import { attemptFolder, type Build, type Definition } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import {
  type KnownTotals,
  type ProfiledColumn,
  profileRows,
  type RowsProfile,
  sampleRows,
} from '../../quality/profile/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { buildQuery } from '../run-database.ts';
import { countedTotals, fileTotals } from './file-totals.ts';

/** What stands in the place of a class where nothing is declared of a column, and personal data is in it by what it is made of. */
const inherited = 'inherited';

/** The columns of a definition, as a profile is to have them. */
export function profiledColumns(definition: Definition): readonly ProfiledColumn[] {
  return definition.columns.map(({ name, type, pii, personal }) => ({
    name,
    type,
    pii: pii ?? (personal === true ? inherited : null),
  }));
}

/**
 * The profile of a build's rows. Of one with many rows, a few stretches are read, and the footers of its files: it costs the same whatever its size.
 */
export async function measureBuild(
  lake: Lake,
  session: Session,
  definition: Definition,
  build: Build,
): Promise<RowsProfile> {
  const relation = await buildQuery(lake, build, definition.columns, definition.partitionedBy);
  const columns = profiledColumns(definition);
  // Columns by which files are parted stand in no file.
  if (build.rows <= sampleRows || definition.partitionedBy.length > 0)
    return measureRows(lake, session, relation, columns, build.rows);
  const folder = lakePath(lake, attemptFolder(build.model, build.id, build.attempt));
  const files = build.files.map(({ path, rows }) => ({
    path: lake.files.enginePath(`${folder}/${path}`),
    rows,
  }));
  const paths = files.map(({ path }) => path);
  const totals = await fileTotals(session, paths, relation, columns, build.rows);
  return profileOf(lake, session, stretchesOf(files, columns), columns, totals);
}

/**
 * The profile of the rows that a SELECT gives. `rows`: how many they are, where that is known. With more than `sampleRows` they are gone through once for counts and bounds, and a sample says the rest; `exact`: all of
 * it is of all rows.
 */
export async function measureRows(
  lake: Lake,
  session: Session,
  select: string,
  columns: readonly ProfiledColumn[],
  rows: number | null,
  exact = false,
): Promise<RowsProfile> {
  if (exact || (rows !== null && rows <= sampleRows)) return profileOf(lake, session, select, columns, null);
  const totals = await countedTotals(session, select, columns);
  if (totals.rows <= sampleRows) return profileOf(lake, session, select, columns, null);
  const share = (100 * sampleRows) / totals.rows;
  const sample = `SELECT * FROM (${select}) TABLESAMPLE system(${share.toFixed(6)} PERCENT)`;
  return profileOf(lake, session, sample, columns, totals);
}

async function profileOf(
  lake: Lake,
  session: Session,
  select: string,
  columns: readonly ProfiledColumn[],
  totals: KnownTotals | null,
): Promise<RowsProfile> {
  const table = quoteName(`lode_profile_${lake.clock.uuid().replaceAll('-', '')}`);
  try {
    await session.execute(`CREATE TEMP TABLE ${table} AS ${select}`);
    return await profileRows((sql) => session.query(sql), { table, columns, totals });
  } finally {
    await session.execute(`DROP TABLE IF EXISTS ${table}`);
  }
}

const stretchCount = 8;

/** Stretches of rows, evenly over all files. */
function stretchesOf(
  files: readonly { readonly path: string; readonly rows: number }[],
  columns: readonly ProfiledColumn[],
): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const length = Math.floor(sampleRows / stretchCount);
  const starts = Array.from({ length: stretchCount }, (_, place) =>
    Math.floor((place * rows) / stretchCount),
  );
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const parts: string[] = [];
  let before = 0;
  for (const { path, rows: inFile } of files) {
    const from = before;
    before += inFile;
    const conditions = starts.flatMap((start) => {
      const [first, end] = [Math.max(start - from, 0), Math.min(start + length - from, inFile)];
      return first >= end ? [] : [`(file_row_number >= ${first} AND file_row_number < ${end})`];
    });
    if (conditions.length > 0)
      parts.push(
        `SELECT ${names} FROM read_parquet(${quoteText(path)}, file_row_number = true) WHERE ${conditions.join(' OR ')}`,
      );
  }
  return parts.join('\nUNION ALL\n');
}
