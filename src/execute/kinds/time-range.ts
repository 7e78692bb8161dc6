import { withInterval } from '../../compile/index.ts';
import { fileColumn, type LiveFile, listScanFiles, liveRowsSql, quoteName } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Build, batchesOf, type Interval, intervalCount } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { type ContentParts, contentParts } from '../../quality/index.ts';
import { buildModel } from '../build-model.ts';
import { buildApart } from '../quarantine/build-apart.ts';
import { putsAside } from '../quarantine/side-step.ts';
import { filesOf } from '../row-change.ts';
import { buildQuery } from '../run-database.ts';
import type { Step } from '../step.ts';
import { type Applied, contentOfChange, filesOfAll, measure, rowsAfter, rowsOfNewFiles } from './applied.ts';
import { type BaseTable, rowsOfFiles } from './base-table.ts';
import { insideSql, intervalText, type TimeColumn, timeColumnOf } from './interval-sql.ts';
import type { ApplicationJob } from './job.ts';

/**
 * Computes intervals, batch by batch, and puts each in the place of what the table had of it. The rows of an interval have files of their own, so that replacing it touches no others; where another
 * writer mixed intervals in a file, what lies outside is written again.
 */
export async function applyIntervals(
  job: ApplicationJob,
  base: BaseTable | null,
  mode: 'replace' | 'append',
): Promise<Applied> {
  const { lake, session, step, intervals } = job;
  const time = timeColumnOf(step.definition)!;
  const batches: { build: Build; reused: boolean; aside: Build | null }[] = [];
  for (const range of intervals)
    for (const interval of batchesOf(range, time.grain, batchSizeOf(step)))
      batches.push(await buildInterval(job, time, interval));
  const builds =
    base === null || mode === 'append' || job.step.gone.length === 0
      ? batches.map(({ build }) => build)
      : await withKeptValues(
          job,
          time,
          base,
          batches.map(({ build }) => build),
        );
  const come = sumOf(builds);
  const newRows = await rowsOfNewFiles(lake, step, filesOfAll(builds));
  const parameters: Readonly<Record<string, string>> =
    mode === 'append' ? { mode: 'Append' } : { mode: 'Overwrite', predicate: inWords(time, intervals) };
  const operation = { name: 'WRITE', parameters } as const;
  const replaced =
    base === null || mode === 'append' ? null : await replacedRows(session, step, time, base, intervals);
  const reused = batches.every((batch) => batch.reused);
  const aside = batches.flatMap((batch) => batch.aside ?? []);
  const ofSide = putsAside(step)
    ? { builds: aside, intervals: mode === 'append' ? [] : intervals, given: null, anew: base === null }
    : null;
  const rest = { operation, builds, reused, newRows, aside: ofSide };
  if (base !== null && replaced !== null && sameRows(replaced.content, come, base)) {
    return { base, gone: [], come: [], content: base.entry.content, ...rest };
  }
  const remainder = replaced?.remainder == null ? null : await writeRemainder(job, time, replaced.remainder);
  const files = [...filesOfAll(builds), ...(remainder === null ? [] : filesOf(remainder))];
  const applied = { base, gone: replaced?.gone ?? [], come: files, content: '', ...rest };
  const content = await contentOfChange(session, step, base, replaced?.content ?? null, come, () =>
    rowsAfter(lake, step, applied),
  );
  return { ...applied, content };
}

/**
 * The rows of intervals that are computed again, with the values that stand in columns of which the source gives nothing any more: a row that is given as it stands, those columns aside, keeps them. Of
 * equal rows each keeps one's.
 */
async function withKeptValues(
  job: ApplicationJob,
  time: TimeColumn,
  base: BaseTable,
  builds: readonly Build[],
): Promise<readonly Build[]> {
  const { lake, session, step, intervals } = job;
  const { gone } = await replacedRows(session, step, time, base, intervals);
  if (gone.length === 0 || builds.length === 0) return builds;
  const there = new Set(base.snapshot.schema.fields.map(({ name }) => name.toLowerCase()));
  const equal = step.columns
    .filter(({ name }) => there.has(name.toLowerCase()) && !step.gone.includes(name))
    .map(({ name }) => quoteName(name));
  const numbered = (rows: string) =>
    `SELECT *, row_number() OVER (PARTITION BY ${equal.join(', ')}) AS __lode_n FROM (${rows})`;
  const given = numbered(await rowsOfNewFiles(lake, step, filesOfAll(builds)));
  const standing = numbered(await rowsOfFiles(base, gone, step.columns));
  const same = [...equal, '__lode_n'].map((name) => `n.${name} IS NOT DISTINCT FROM o.${name}`);
  const items = step.gone.map(quoteName).map((name) => `o.${name} AS ${name}`);
  const select = `SELECT n.* EXCLUDE (__lode_n) REPLACE (${items.join(', ')}) FROM (${given}) AS n LEFT JOIN (${standing}) AS o ON ${same.join(' AND ')}`;
  return [await writeRemainder(job, time, select)];
}

function inWords(time: TimeColumn, intervals: readonly Interval[]): string {
  return intervals
    .map(({ start, end }) => `${time.name} >= '${start}' AND ${time.name} < '${end}'`)
    .join(' OR ');
}

function batchSizeOf(step: Step): number | null {
  const { batchSize } = step.definition.header;
  return typeof batchSize === 'number' ? batchSize : null;
}

/** The rows of one batch, checked to lie in it. */
async function buildInterval(
  { lake, session, step, identity, finder }: ApplicationJob,
  time: TimeColumn,
  interval: Interval,
): Promise<{ build: Build; reused: boolean; aside: Build | null }> {
  const single = intervalCount(interval, time.grain) === 1;
  const made = await buildApart(
    lake,
    session,
    step,
    { ...identity, interval },
    {
      select: withInterval(step.select, interval, time.grain),
      apart: single ? null : intervalText(time),
      audits: [],
    },
    finder,
  );
  const rows = await buildQuery(lake, made.build, step.columns, step.definition.partitionedBy);
  const [outside] = await session.rows(
    `SELECT count(*) AS rows, any_value(CAST(${quoteName(time.name)} AS VARCHAR)) AS example FROM (${rows}) WHERE NOT coalesce(${await insideSql(session, time, interval)}, false)`,
  );
  if (Number(outside!.rows) > 0)
    throw new DiagnosticError(
      diagnose('rows-outside-interval', {
        model: step.name,
        column: time.name,
        ...interval,
        rows: Number(outside!.rows),
        example: step.personal.includes(time.name) ? null : ((outside!.example as string | null) ?? null),
      }),
    );
  return made;
}

interface Replaced {
  /** Files that hold rows of the intervals. */
  readonly gone: readonly LiveFile[];
  /** Of the rows that are replaced. */
  readonly content: ContentParts;
  /** A SELECT over rows of these files that lie in none of the intervals; null where there are none. */
  readonly remainder: string | null;
}

async function replacedRows(
  session: Session,
  step: Step,
  time: TimeColumn,
  base: BaseTable,
  intervals: readonly Interval[],
): Promise<Replaced> {
  const conditions: string[] = [];
  for (const interval of intervals) conditions.push(await insideSql(session, time, interval));
  const inside = conditions.join(' OR ') || 'false';
  const candidates = await listScanFiles(base.snapshot, inside);
  const counts = candidates.length === 0 ? [] : await countInside(session, base, candidates, inside);
  const gone = candidates.filter((file) =>
    counts.some((count) => count.file === file.path && count.inside > 0),
  );
  const mixed = gone.filter((file) =>
    counts.some((count) => count.file === file.path && count.inside < count.rows),
  );
  const rows = await rowsOfFiles(base, gone, step.columns);
  return {
    gone,
    content: await measure(session, step, `SELECT * FROM (${rows}) WHERE ${inside}`),
    remainder:
      mixed.length === 0
        ? null
        : `SELECT * FROM (${await rowsOfFiles(base, mixed, step.columns)}) WHERE NOT coalesce(${inside}, false)`,
  };
}

async function countInside(
  session: Session,
  base: BaseTable,
  files: readonly LiveFile[],
  inside: string,
): Promise<{ file: string; rows: number; inside: number }[]> {
  const rows = await session.rows(
    `SELECT ${quoteName(fileColumn)} AS file, count(*) AS rows, count(*) FILTER (WHERE ${inside}) AS inside FROM (${await liveRowsSql(base.snapshot, files, true)}) GROUP BY ALL`,
  );
  return rows.map((row) => ({ file: String(row.file), rows: Number(row.rows), inside: Number(row.inside) }));
}

async function writeRemainder(
  { lake, session, step, identity, applicationScope }: ApplicationJob,
  time: TimeColumn,
  select: string,
): Promise<Build> {
  const { build } = await buildModel(
    lake,
    session,
    step,
    { ...identity, interval: null, scope: applicationScope },
    { select, apart: intervalText(time), audits: [] },
  );
  return build;
}

function sumOf(builds: readonly Build[]): ContentParts | null {
  const parts = builds.map((build) => contentParts(build.content)!);
  const [first] = parts;
  if (first === undefined) return null;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return { rows, sum: parts.reduce((sum, part) => sum + part.sum, 0n), schema: first.schema };
}

function sameRows(one: ContentParts, other: ContentParts | null, base: BaseTable): boolean {
  if (other === null) return true;
  const schema = contentParts(base.entry.content)?.schema;
  return one.rows === other.rows && one.sum === other.sum && other.schema === schema;
}
