import { fileColumn, type LiveFile, liveRowsSql, quoteName } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Build } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { buildModel } from '../build-model.ts';
import { buildApart } from '../quarantine/build-apart.ts';
import { givenColumns, sideStep } from '../quarantine/side-step.ts';
import type { Aside } from '../quarantine/side-table.ts';
import { filesOf } from '../row-change.ts';
import { buildQuery } from '../run-database.ts';
import type { Step } from '../step.ts';
import { type Applied, contentOfChange, measure, rowsAfter, rowsOfNewFiles } from './applied.ts';
import { type BaseTable, rowsOfFiles } from './base-table.ts';
import type { ApplicationJob } from './job.ts';

/**
 * MERGE by key: rows of the query take the place of rows with their key, new ones are added, marked ones go. Rows that stand as they are given are left alone, so that the same rows given twice change nothing;
 * only files that hold a row that changes are written again.
 */
export async function mergeByKey(job: ApplicationJob, base: BaseTable | null): Promise<Applied> {
  const { lake, session, step, identity } = job;
  const { deleteMarker } = step.definition.header;
  const marked = typeof deleteMarker === 'string' ? `coalesce(n.${quoteName(deleteMarker)}, false)` : 'false';
  const { build, reused, aside } = await buildApart(
    lake,
    session,
    step,
    identity,
    { select: step.select, apart: null, audits: [] },
    job.finder,
  );
  const built = await buildQuery(lake, build, step.columns, step.definition.partitionedBy);
  const key = keyOf(step);
  await checkKeys(session, step, key, built);
  const standing = base === null ? null : await rowsOfFiles(base, base.files, step.columns);
  const given = standing === null ? built : withKept(step, key, built, standing);
  const rest = {
    operation: { name: 'MERGE', parameters: { predicate: equalKeys(key, 't', 's') } },
    builds: [build],
    aside: await asideOfKeys(job, built, aside, base),
  } as const;
  if (base === null || standing === null) {
    const files =
      marked === 'false'
        ? filesOf(build)
        : filesOf(await write(job, `SELECT n.* FROM (${given}) AS n WHERE NOT ${marked}`));
    const newRows = await rowsOfNewFiles(lake, step, files);
    const come = await measure(session, step, newRows);
    const applied = { base, gone: [], come: files, content: '', ...rest, reused, newRows };
    return {
      ...applied,
      content: await contentOfChange(session, step, null, null, come, async () => newRows),
    };
  }
  const row = (alias: string) =>
    `row(${step.columns.map(({ name }) => `${alias}.${quoteName(name)}`).join(', ')})`;
  const changed = `SELECT n.* FROM (${given}) AS n LEFT JOIN (${standing}) AS o ON ${equalKeys(key, 'o', 'n')} WHERE CASE WHEN o.${quoteName(key[0]!)} IS NULL THEN NOT ${marked} ELSE ${marked} OR ${row('n')} IS DISTINCT FROM ${row('o')} END`;
  const delta = `lode_changed_${lake.clock.uuid().replaceAll('-', '')}`;
  await session.execute(`CREATE TEMP TABLE ${delta} AS ${changed}`);
  try {
    const gone = await filesWith(session, base, key, delta);
    const inGone = await rowsOfFiles(base, gone, step.columns);
    const isChanged = `EXISTS (FROM ${delta} AS n WHERE ${equalKeys(key, 'o', 'n')})`;
    const [count] = await session.rows(`SELECT count(*) AS rows FROM ${delta}`);
    if (Number(count!.rows) === 0)
      return {
        base,
        gone: [],
        come: [],
        content: base.entry.content,
        ...rest,
        reused,
        newRows: `SELECT * FROM ${emptyOf(step)}`,
      };
    const fresh = `SELECT n.* FROM ${delta} AS n WHERE NOT ${marked}`;
    const written = await write(
      job,
      `SELECT o.* FROM (${inGone}) AS o WHERE NOT ${isChanged} UNION ALL ${fresh}`,
    );
    const files = filesOf(written);
    const applied = {
      base,
      gone,
      come: files,
      content: '',
      ...rest,
      reused: false,
      newRows: await rowsOfNewFiles(lake, step, files),
    };
    const content = await contentOfChange(
      session,
      step,
      base,
      await measure(session, step, `SELECT o.* FROM (${inGone}) AS o WHERE ${isChanged}`),
      await measure(session, step, fresh),
      () => rowsAfter(lake, step, applied),
    );
    return { ...applied, content };
  } finally {
    await session.execute(`DROP TABLE ${delta}`);
  }
}

/** What was put aside of rows that have a key: those of before stay unless their key is given anew. `good`: a SELECT of the rows that were not. */
export async function asideOfKeys(
  { lake, step }: Pick<ApplicationJob, 'lake' | 'step'>,
  good: string,
  aside: Build | null,
  base: BaseTable | null,
): Promise<Aside | null> {
  if (aside === null) return null;
  const bad = await buildQuery(lake, aside, sideStep(step, givenColumns(step)).columns, []);
  const keys = keyOf(step).map(quoteName).join(', ');
  const given = `SELECT ${keys} FROM (${good}) UNION ALL SELECT ${keys} FROM (${bad})`;
  return { builds: [aside], intervals: [], given, anew: base === null };
}

/** Rows that were given, with what the standing row of their key has in columns of which the source gives nothing any more: what stands there is not taken away. */
export function withKept(step: Step, key: readonly string[], given: string, standing: string): string {
  const kept = step.gone.filter((name) => !key.includes(name)).map(quoteName);
  if (kept.length === 0) return given;
  const items = kept.map((name) => `o.${name} AS ${name}`).join(', ');
  return `SELECT n.* REPLACE (${items}) FROM (${given}) AS n LEFT JOIN (${standing}) AS o ON ${equalKeys(key, 'o', 'n')}`;
}

/** The columns of the key as the model has them. */
export function keyOf(step: Step): string[] {
  const { uniqueKey } = step.definition.header;
  const names = (Array.isArray(uniqueKey) ? uniqueKey : []).map(String);
  return names.map(
    (name) => step.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())!.name,
  );
}

export function equalKeys(key: readonly string[], one: string, other: string): string {
  return key.map((name) => `${one}.${quoteName(name)} = ${other}.${quoteName(name)}`).join(' AND ');
}

/** As `equalKeys`, but that NULL is equal to NULL. */
export function equalKeysOrNull(key: readonly string[], one: string, other: string): string {
  return key
    .map((name) => `${one}.${quoteName(name)} IS NOT DISTINCT FROM ${other}.${quoteName(name)}`)
    .join(' AND ');
}

/** Rejects where a key stands twice or is NULL: which row is meant could not be told. `also`: columns that tell rows of one key apart. */
export async function checkKeys(
  session: Session,
  step: Step,
  key: readonly string[],
  rows: string,
  also: readonly string[] = [],
): Promise<void> {
  const columns = [...key, ...also].map(quoteName);
  const isNull = columns.map((column) => `${column} IS NULL`).join(' OR ');
  const personal = key.some((name) => step.personal.includes(name));
  const example = personal
    ? `'(personal data)'`
    : columns.map((column) => `coalesce(CAST(${column} AS VARCHAR), 'NULL')`).join(` || ', ' || `);
  const [found] = await session.rows(
    `SELECT coalesce(sum(n), 0) AS rows, any_value(example) AS example FROM (SELECT count(*) AS n, any_value(${example}) AS example FROM (${rows}) GROUP BY ${columns.join(', ')} HAVING count(*) > 1 OR bool_or(${isNull}))`,
  );
  if (Number(found!.rows) > 0)
    throw new DiagnosticError(
      diagnose('key-repeated', {
        model: step.name,
        key: [...key, ...also],
        rows: Number(found!.rows),
        example: String(found!.example),
        load: step.definition.header.load != null,
      }),
    );
}

/** The base's files that hold a row (for which `where` is true, over `o`) of one of a table's keys. */
export async function filesWith(
  session: Session,
  base: BaseTable,
  key: readonly string[],
  table: string,
  where = 'true',
): Promise<LiveFile[]> {
  if (base.files.length === 0) return [];
  const rows = await session.rows(
    `SELECT DISTINCT o.${quoteName(fileColumn)} AS file FROM (${await liveRowsSql(base.snapshot, base.files, true)}) AS o WHERE ${where} AND EXISTS (FROM ${table} AS n WHERE ${equalKeys(key, 'o', 'n')})`,
  );
  const found = new Set(rows.map((row) => String(row.file)));
  return base.files.filter((file) => found.has(file.path));
}

async function write({ lake, session, step, identity, applicationScope }: ApplicationJob, select: string) {
  const own = { ...identity, scope: applicationScope };
  return (await buildModel(lake, session, step, own, { select, apart: null, audits: [] })).build;
}

function emptyOf(step: Step): string {
  return `(SELECT ${step.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`).join(', ')} LIMIT 0)`;
}
