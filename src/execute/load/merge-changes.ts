import { fileColumn, quoteName, quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Applied, contentOfChange, measure, rowsAfter, rowsOfNewFiles } from '../kinds/applied.ts';
import { type BaseTable, rowsOfFiles } from '../kinds/base-table.ts';
import { checkKeys, equalKeys, withKept } from '../kinds/unique-key.ts';
import { filesOf } from '../row-change.ts';
import { asItStands } from './as-it-stands.ts';
import { freshName, type LoadJob, rowHash } from './load-job.ts';
import { type Part, positionAfter } from './read-part.ts';
import { changeType, plainItems, writeChanges, writeRows, writtenAt, writtenItems } from './written-rows.ts';

/**
 * Compares what was read with what stands, by key and by a hash of each row, and makes inserts, updates and deletes of it: rows that stand as they are given are left alone. Only keys and hashes are joined, so that
 * the engine needs memory for these alone, and spills where that is not enough.
 */
export async function mergeChanges(job: LoadJob, base: BaseTable | null, part: Part): Promise<Applied> {
  const { session, step, key } = job;
  const { deleteMarker } = step.definition.header;
  const all = `SELECT * FROM (\n${step.select}\n)`;
  await checkKeys(session, step, key, all);
  const present =
    typeof deleteMarker === 'string'
      ? `SELECT * FROM (${all}) AS n WHERE NOT coalesce(n.${quoteName(deleteMarker)}, false)`
      : all;
  if (base === null) return beginWith(job, part, present);
  const given = withKept(step, key, present, await presentSql(job, base));
  const changed = freshName(job);
  await session.execute(`CREATE TEMP TABLE ${changed} AS ${await changesSql(job, base, part, given)}`);
  try {
    const count = await countChanges(job, changed);
    if (count.insert + count.update + count.delete === 0) return asItStands(job, base, part, operation);
    if (part.compared) await checkShrunk(job, base, count.delete);
    return job.rule.keep === 'changes'
      ? await appendChanges(job, base, part, given, changed)
      : await rewriteFiles(job, base, part, given, changed);
  } finally {
    // It would go with the connection; what went wrong first is what counts.
    await session.execute(`DROP TABLE ${changed}`).catch(() => undefined);
  }
}

const operation = { name: 'MERGE', parameters: { predicate: 'key' } } as const;

async function beginWith(job: LoadJob, part: Part, given: string): Promise<Applied> {
  const { lake, session, step } = job;
  const build = await writeRows(job, `SELECT ${writtenItems(job, 'n', `'insert'`)} FROM (${given}) AS n`);
  const come = filesOf(build);
  const newRows = await rowsOfNewFiles(lake, step, come);
  const measured = await measure(session, step, newRows);
  return {
    base: null,
    gone: [],
    come,
    content: await contentOfChange(session, step, null, null, measured, async () => newRows),
    operation,
    builds: [build],
    reused: false,
    newRows,
    load: positionAfter(job, part, build.rows === 0 ? null : writtenAt(job)),
  };
}

/** The rows that are present; in a table of changes these are the last of each key, where that was no delete. */
async function presentSql({ step, rule, key }: LoadJob, base: BaseTable): Promise<string> {
  const rows = await rowsOfFiles(base, base.files, step.columns, [fileColumn]);
  if (rule.keep === 'current') return rows;
  const keys = key.map(quoteName).join(', ');
  return `SELECT o.* FROM (${rows}) AS o JOIN (SELECT ${keys}, max("_loaded_at") AS lode_last FROM (${rows}) GROUP BY ${keys}) AS l ON ${equalKeys(key, 'l', 'o')} AND l.lode_last = o."_loaded_at" WHERE o."_change" <> 'delete'`;
}

/** Of each key that differs: the key, a hash of the file that has its row (NULL: none), and what became of it. */
async function changesSql(job: LoadJob, base: BaseTable, part: Part, given: string): Promise<string> {
  const { key } = job;
  const keys = (alias: string) => key.map((name) => `${alias}.${quoteName(name)}`).join(', ');
  const come = `SELECT ${keys('n')}, ${rowHash(job, 'n')} AS lode_hash FROM (${given}) AS n`;
  const present = await presentSql(job, base);
  const told =
    part.told === 'true'
      ? 'true'
      : `EXISTS (FROM (${given}) AS k WHERE ${equalKeys(key, 'k', 'o')}) OR ${part.told}`;
  // Whole rows and names of files are wide, and joins keep what they are given: from here on a row is its key and two numbers.
  const narrow = `SELECT ${keys('o')}, ${rowHash(job, 'o')} AS lode_hash, hash(o.${quoteName(fileColumn)}) AS lode_file FROM (${present}) AS o`;
  const stands = `SELECT ${keys('o')}, o.lode_hash, o.lode_file FROM (${narrow}) AS o WHERE ${told}`;
  const either = key.map(
    (name) => `coalesce(g.${quoteName(name)}, s.${quoteName(name)}) AS ${quoteName(name)}`,
  );
  return `SELECT ${either.join(', ')}, s.lode_file,
      CASE WHEN s.lode_hash IS NULL THEN 'insert' WHEN g.lode_hash IS NULL THEN 'delete' ELSE 'update' END AS lode_change
    FROM (${come}) AS g FULL JOIN (${stands}) AS s ON ${equalKeys(key, 'g', 's')}
    WHERE g.lode_hash IS DISTINCT FROM s.lode_hash`;
}

async function countChanges({ session }: LoadJob, changed: string) {
  const rows = await session.rows(
    `SELECT lode_change AS change, count(*) AS rows FROM ${changed} GROUP BY ALL`,
  );
  const of = (change: string) => Number(rows.find((row) => row.change === change)?.rows ?? 0);
  return { insert: of('insert'), update: of('update'), delete: of('delete') };
}

/** A source that is being filled, or of which one may see little, looks as if rows were deleted. */
async function checkShrunk(job: LoadJob, base: BaseTable, deletes: number): Promise<void> {
  const { session, step, rule, load } = job;
  if (deletes === 0) return;
  const [row] = await session.rows(`SELECT count(*) AS rows FROM (${await presentSql(job, base)})`);
  const standing = Number(row!.rows);
  if (deletes <= rule.maxDeletes * standing) return;
  throw new DiagnosticError(
    diagnose('load-shrunk', {
      model: step.name,
      relation: load.relation.name,
      standing,
      deletes,
      limit: Math.round(rule.maxDeletes * 100),
    }),
  );
}

/** One row for each change, and nothing goes. */
async function appendChanges(
  job: LoadJob,
  base: BaseTable,
  part: Part,
  given: string,
  changed: string,
): Promise<Applied> {
  const { lake, session, step, key } = job;
  const gone = await presentSql(job, base);
  const build = await writeRows(
    job,
    `SELECT ${writtenItems(job, 'n', 'c.lode_change')} FROM (${given}) AS n JOIN ${changed} AS c ON ${equalKeys(key, 'c', 'n')}
     UNION ALL SELECT ${writtenItems(job, 'o', 'c.lode_change')} FROM (${gone}) AS o JOIN ${changed} AS c ON ${equalKeys(key, 'c', 'o')} WHERE c.lode_change = 'delete'`,
  );
  const come = filesOf(build);
  const newRows = await rowsOfNewFiles(lake, step, come);
  const applied = {
    base,
    gone: [],
    come,
    content: '',
    operation: { name: 'WRITE', parameters: { mode: 'Append' } } as const,
    builds: [build],
    reused: false,
    newRows,
    load: positionAfter(job, part, writtenAt(job)),
  };
  const content = await contentOfChange(
    session,
    step,
    base,
    null,
    await measure(session, step, newRows),
    () => rowsAfter(lake, step, applied),
  );
  return { ...applied, content };
}

/** A file whose name has another's hash would be written again for nothing; none is forgotten. */
async function filesTouched({ session }: LoadJob, base: BaseTable, changed: string) {
  if (base.files.length === 0) return [];
  const paths = base.files.map(({ path }, index) => `(${index}, hash(${quoteText(path)}))`);
  const rows = await session.rows(
    `SELECT f.number FROM (VALUES ${paths.join(', ')}) AS f(number, lode_file) WHERE f.lode_file IN (SELECT lode_file FROM ${changed})`,
  );
  const touched = new Set(rows.map((row) => Number(row.number)));
  return base.files.filter((_, index) => touched.has(index));
}

/** The files that hold a row that changes are written again, and what changed is told to readers of the change data feed. */
async function rewriteFiles(
  job: LoadJob,
  base: BaseTable,
  part: Part,
  given: string,
  changed: string,
): Promise<Applied> {
  const { lake, session, step, key } = job;
  const gone = await filesTouched(job, base, changed);
  const inGone = await rowsOfFiles(base, gone, step.columns);
  const joined = equalKeys(key, 'c', 'o');
  const fresh = (change: string, also = '') =>
    `SELECT ${writtenItems(job, 'n', 'c.lode_change')}${also === '' ? '' : `, ${also} AS ${changeType}`} FROM (${given}) AS n JOIN ${changed} AS c ON ${equalKeys(key, 'c', 'n')} WHERE c.lode_change ${change}`;
  const stays = `SELECT ${plainItems(step, 'o')} FROM (${inGone}) AS o WHERE NOT EXISTS (FROM ${changed} AS c WHERE ${joined})`;
  const anyFresh = `<> 'delete'`;
  const build = await writeRows(
    job,
    gone.length === 0 ? fresh(anyFresh) : `${stays} UNION ALL ${fresh(anyFresh)}`,
  );
  const feed =
    gone.length === 0 || !base.inPlace
      ? null
      : await writeChanges(
          job,
          `SELECT ${plainItems(step, 'o')}, CASE c.lode_change WHEN 'delete' THEN 'delete' ELSE 'update_preimage' END AS ${changeType} FROM (${inGone}) AS o JOIN ${changed} AS c ON ${joined}
           UNION ALL ${fresh(anyFresh, `CASE c.lode_change WHEN 'insert' THEN 'insert' ELSE 'update_postimage' END`)}`,
        );
  const come = filesOf(build);
  const applied = {
    base,
    gone,
    come,
    content: '',
    operation: { name: 'MERGE', parameters: { predicate: equalKeys(key, 't', 's') } } as const,
    builds: [build],
    reused: false,
    newRows: await rowsOfNewFiles(lake, step, come),
    changes: feed === null ? [] : filesOf(feed),
    load: positionAfter(job, part, writtenAt(job)),
  };
  const content = await contentOfChange(
    session,
    step,
    base,
    gone.length === 0
      ? null
      : await measure(
          session,
          step,
          `SELECT o.* FROM (${inGone}) AS o WHERE EXISTS (FROM ${changed} AS c WHERE ${joined})`,
        ),
    await measure(session, step, fresh(anyFresh)),
    () => rowsAfter(lake, step, applied),
  );
  return { ...applied, content };
}
