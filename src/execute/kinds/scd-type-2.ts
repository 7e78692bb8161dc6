import { validityColumns } from '../../compile/index.ts';
import { quoteName } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { buildModel } from '../build-model.ts';
import { splitRows } from '../quarantine/build-apart.ts';
import { givenColumns, putsAside, sideStep } from '../quarantine/side-step.ts';
import { filesOf } from '../row-change.ts';
import type { Step } from '../step.ts';
import { type Applied, contentOfChange, measure, rowsAfter, rowsOfNewFiles } from './applied.ts';
import { type BaseTable, rowsOfFiles } from './base-table.ts';
import type { ApplicationJob } from './job.ts';
import { checkKeys, equalKeys, filesWith, keyOf, withKept } from './unique-key.ts';

const [validFrom, validTo] = validityColumns;

/**
 * Keeps a version of a row for each time at which it was found changed. By time (`updated_at`): a version begins when the column says, and those that came in between are all kept. By compared columns: it begins
 * when the run does. A row that the query no longer gives ends where `hard_deletes: invalidate` says so. The open version of a key has no end; versions of a key never overlap.
 */
export async function keepVersions(job: ApplicationJob, base: BaseTable | null): Promise<Applied> {
  const { lake, session, step, identity, applicationScope, finder } = job;
  if (!putsAside(step)) return keepGiven(job, base, step.select);
  return splitRows(lake, session, step, step.select, finder, async ({ good, bad }) => {
    const side = sideStep(step, givenColumns(step));
    const own = { ...identity, model: side.name, scope: applicationScope };
    const { build } = await buildModel(lake, session, side, own, { select: bad, apart: null, audits: [] });
    // The rows themselves are gone when the side table is made; their keys are needed then, and go with the session.
    const keys = `lode_keys_${lake.clock.uuid().replaceAll('-', '')}`;
    const names = keyOf(step).map(quoteName).join(', ');
    await session.execute(
      `CREATE TEMP TABLE ${keys} AS SELECT ${names} FROM (${good}) UNION ALL SELECT ${names} FROM (${bad})`,
    );
    const aside = { builds: [build], intervals: [], given: `FROM ${keys}`, anew: base === null };
    return { ...(await keepGiven(job, base, good)), aside };
  });
}

/** The same for rows that a SELECT gives. */
async function keepGiven(job: ApplicationJob, base: BaseTable | null, select: string): Promise<Applied> {
  const { lake, session, step, startedAt } = job;
  const { updatedAt, hardDeletes } = step.definition.header;
  const key = keyOf(step);
  const name = (what: string) => `lode_${what}_${lake.clock.uuid().replaceAll('-', '')}`;
  const tables = { given: name('given'), open: name('open'), fresh: name('fresh'), closed: name('closed') };
  const time = typeof updatedAt === 'string' ? columnNamed(step, updatedAt) : null;
  const type = step.columns.find(({ name: each }) => each === validFrom)!.type;
  const now = momentSql(startedAt, type);
  const standing = base === null ? emptyRows(step) : await rowsOfFiles(base, base.files, step.columns);
  try {
    await session.execute(
      `CREATE TEMP TABLE ${tables.open} AS SELECT * FROM (${standing}) WHERE ${validTo} IS NULL`,
    );
    const given = withKept(step, key, select, `FROM ${tables.open}`);
    await session.execute(`CREATE TEMP TABLE ${tables.given} AS ${given}`);
    await checkKeys(session, step, key, `FROM ${tables.given}`, time === null ? [] : [time]);
    await session.execute(
      `CREATE TEMP TABLE ${tables.fresh} AS ${freshVersions(step, key, time, tables, now, standing)}`,
    );
    await session.execute(
      `CREATE TEMP TABLE ${tables.closed} AS ${closedVersions(step, key, tables, hardDeletes === 'invalidate' ? now : null)}`,
    );
    return await applyVersions(job, base, key, tables);
  } finally {
    for (const table of Object.values(tables)) await session.execute(`DROP TABLE IF EXISTS ${table}`);
  }
}

type Tables = Readonly<Record<'given' | 'open' | 'fresh' | 'closed', string>>;

/** Versions that begin: rows of keys without an open version, and rows that differ from it. */
function freshVersions(
  step: Step,
  key: readonly string[],
  time: string | null,
  { given, open }: Tables,
  now: string,
  standing: string,
): string {
  const columns = columnsOfQuery(step).map((column) => `g.${quoteName(column)}`);
  const keys = key.map((column) => `g.${quoteName(column)}`).join(', ');
  const ended = `SELECT ${key.map(quoteName).join(', ')}, max(${validTo}) AS ended FROM (${standing}) GROUP BY ALL`;
  const joined = `FROM ${given} AS g LEFT JOIN ${open} AS o ON ${equalKeys(key, 'o', 'g')} LEFT JOIN (${ended}) AS e ON ${equalKeys(key, 'e', 'g')}`;
  const isNew = `o.${quoteName(key[0]!)} IS NULL`;
  if (time === null) {
    const compared = comparedColumns(step, key);
    const row = (alias: string) =>
      `row(${compared.map((column) => `${alias}.${quoteName(column)}`).join(', ')})`;
    const differs = compared.length === 0 ? 'false' : `${row('g')} IS DISTINCT FROM ${row('o')}`;
    // A clock that was set back must not turn a version round.
    const from = `greatest(${now}, e.ended, o.${validFrom})`;
    return `SELECT ${columns.join(', ')}, ${from} AS ${validFrom}, CAST(NULL AS ${typeOfValidity(step)}) AS ${validTo} ${joined} WHERE ${isNew} OR ${differs}`;
  }
  const at = `g.${quoteName(time)}`;
  // A row that comes back after its last version ended begins no earlier than that end.
  const from = `greatest(${at}, e.ended)`;
  const versions = `SELECT ${columns.join(', ')}, ${from} AS ${validFrom}, lead(${from}) OVER (PARTITION BY ${keys} ORDER BY ${at}) AS ${validTo} ${joined} WHERE ${isNew} OR ${at} > o.${validFrom}`;
  return `SELECT * FROM (${versions}) WHERE ${validTo} IS NULL OR ${validFrom} < ${validTo}`;
}

/** Open versions that end, with their ends. `deletedAt`: when rows end that are no longer given; null: they stay open. */
function closedVersions(
  step: Step,
  key: readonly string[],
  { given, open, fresh }: Tables,
  deletedAt: string | null,
): string {
  const columns = step.columns.map(({ name }) =>
    name === validTo ? `n.${validTo}` : `o.${quoteName(name)}`,
  );
  const keys = key.map(quoteName).join(', ');
  const next = `SELECT ${keys}, min(${validFrom}) AS ${validTo} FROM ${fresh} GROUP BY ALL`;
  const gone =
    deletedAt === null
      ? ''
      : ` UNION ALL SELECT ${keys}, greatest(${deletedAt}, ${validFrom}) AS ${validTo} FROM ${open} AS o WHERE NOT EXISTS (FROM ${given} AS g WHERE ${equalKeys(key, 'g', 'o')})`;
  return `SELECT ${columns.join(', ')} FROM ${open} AS o JOIN (${next}${gone}) AS n ON ${equalKeys(key, 'o', 'n')}`;
}

/** Writes what begins and what ends; only files that hold an open version which ends are written again. */
async function applyVersions(
  job: ApplicationJob,
  base: BaseTable | null,
  key: readonly string[],
  { fresh, closed }: Tables,
): Promise<Applied> {
  const { lake, session, step, identity, applicationScope } = job;
  const isClosed = (alias: string) =>
    `(${alias}.${validTo} IS NULL AND EXISTS (FROM ${closed} AS n WHERE ${equalKeys(key, alias, 'n')}))`;
  const changes = `SELECT * FROM ${fresh} UNION ALL SELECT * FROM ${closed}`;
  const operation = {
    name: 'MERGE',
    parameters: { predicate: `${equalKeys(key, 't', 's')} AND t.${validTo} IS NULL` },
  } as const;
  const [count] = await session.rows(`SELECT count(*) AS rows FROM (${changes})`);
  if (base !== null && Number(count!.rows) === 0) {
    const rest = { operation, builds: [], reused: true, newRows: `SELECT * FROM (${emptyRows(step)})` };
    return { base, gone: [], come: [], content: base.entry.content, ...rest };
  }
  const gone = base === null ? [] : await filesWithOpen(session, base, key, closed);
  const inGone = base === null ? null : await rowsOfFiles(base, gone, step.columns);
  const stay =
    inGone === null ? '' : ` UNION ALL SELECT o.* FROM (${inGone}) AS o WHERE NOT ${isClosed('o')}`;
  const { build } = await buildModel(
    lake,
    session,
    step,
    { ...identity, scope: applicationScope },
    { select: `${changes}${stay}`, apart: null, audits: [] },
  );
  const files = filesOf(build);
  const newRows = await rowsOfNewFiles(lake, step, files);
  const applied = {
    base,
    gone,
    come: files,
    content: '',
    operation,
    builds: [build],
    reused: false,
    newRows,
  };
  const content = await contentOfChange(
    session,
    step,
    base,
    inGone === null
      ? null
      : await measure(session, step, `SELECT o.* FROM (${inGone}) AS o WHERE ${isClosed('o')}`),
    await measure(session, step, changes),
    () => rowsAfter(lake, step, applied),
  );
  return { ...applied, content };
}

/** Of files with a row of these keys, those where it is the open version: the others hold history only. */
async function filesWithOpen(session: Session, base: BaseTable, key: readonly string[], closed: string) {
  return filesWith(session, base, key, closed, `o.${validTo} IS NULL`);
}

function columnsOfQuery(step: Step): string[] {
  return step.columns.map(({ name }) => name).filter((name) => name !== validFrom && name !== validTo);
}

function comparedColumns(step: Step, key: readonly string[]): string[] {
  const { comparedColumns: compared } = step.definition.header;
  if (Array.isArray(compared)) return compared.map((name) => columnNamed(step, String(name)));
  return columnsOfQuery(step).filter((name) => !key.includes(name));
}

function columnNamed(step: Step, name: string): string {
  return step.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())!.name;
}

function typeOfValidity(step: Step): string {
  return step.columns.find(({ name }) => name === validFrom)!.type;
}

/** A moment as a value of the type that versions begin and end with: local in the session's time zone where the type has none. */
function momentSql(milliseconds: number, type: string): string {
  return `CAST(TIMESTAMP WITH TIME ZONE '${new Date(milliseconds).toISOString()}' AS ${type})`;
}

function emptyRows(step: Step): string {
  const items = step.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  return `SELECT ${items.join(', ')} LIMIT 0`;
}
