import { quoteName } from '../../delta/index.ts';
import { type Applied, contentOfChange, measure, rowsAfter, rowsOfNewFiles } from '../kinds/applied.ts';
import { type BaseTable, rowsOfFiles } from '../kinds/base-table.ts';
import { filesOf } from '../row-change.ts';
import { asItStands } from './as-it-stands.ts';
import { freshName, type LoadJob, rowHash } from './load-job.ts';
import { type Part, positionAfter } from './read-part.ts';
import { writeRows, writtenAt, writtenItems } from './written-rows.ts';

/**
 * Adds the rows that the table has not. Rows are told apart by their values, and counted: of three equal ones that the source gives, and one that stands, two are new. So a window that is
 * read again adds nothing twice.
 */
export async function appendNew(job: LoadJob, base: BaseTable | null, part: Part): Promise<Applied> {
  const { lake, session, step } = job;
  const alike = comparable(job, base);
  const operation = { name: 'WRITE', parameters: { mode: 'Append' } } as const;
  const given = `SELECT * FROM (\n${step.select}\n)`;
  const fresh = freshName(job);
  const standing =
    base === null
      ? null
      : `SELECT * FROM (${await rowsOfFiles(base, base.files, step.columns)}) AS o WHERE ${part.window}`;
  const counted = `SELECT n.*, ${rowHash(alike, 'n')} AS lode_hash FROM (${given}) AS n`;
  const items = job.measured.map(({ name }) => `n.${quoteName(name)}`).join(', ');
  await session.execute(
    standing === null
      ? `CREATE TEMP VIEW ${fresh} AS ${given}`
      : `CREATE TEMP TABLE ${fresh} AS SELECT ${items} FROM (SELECT *, row_number() OVER (PARTITION BY lode_hash) AS lode_number FROM (${counted})) AS n
         LEFT JOIN (SELECT ${rowHash(alike, 'o')} AS lode_hash, count(*) AS lode_rows FROM (${standing}) AS o GROUP BY ALL) AS s ON s.lode_hash = n.lode_hash
         WHERE n.lode_number > coalesce(s.lode_rows, 0)`,
  );
  try {
    if (base !== null) {
      const [count] = await session.rows(`SELECT count(*) AS rows FROM ${fresh}`);
      if (Number(count!.rows) === 0) return asItStands(job, base, part, operation);
    }
    const build = await writeRows(job, `SELECT ${writtenItems(job, 'n', `'insert'`)} FROM ${fresh} AS n`);
    const come = filesOf(build);
    const newRows = await rowsOfNewFiles(lake, step, come);
    const applied = {
      base,
      gone: [],
      come,
      content: '',
      operation,
      builds: [build],
      reused: false,
      newRows,
      load: positionAfter(job, part, build.rows === 0 ? null : writtenAt(job)),
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
  } finally {
    // It would go with the connection; what went wrong first is what counts.
    await session
      .execute(standing === null ? `DROP VIEW ${fresh}` : `DROP TABLE ${fresh}`)
      .catch(() => undefined);
  }
}

/** The job with those columns alone by which a row that is given and one that stands can be equal: both sides have had values in them. */
function comparable(job: LoadJob, base: BaseTable | null): LoadJob {
  if (base === null) return job;
  const there = new Set(base.snapshot.schema.fields.map(({ name }) => name.toLowerCase()));
  const measured = job.measured.filter(
    ({ name }) => there.has(name.toLowerCase()) && !job.step.gone.includes(name),
  );
  return measured.length === 0 ? job : { ...job, measured };
}
