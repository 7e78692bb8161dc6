// Twenty audits of a table of Parquet files, all passing: as `checkTable` asks them, against the same twenty questions one after the other, as one would write them by hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { asksApart, checkTable } from '../dist/quality/index.js';
import { inTurn, medians, ratio } from './measure.mjs';

const span = { file: 'bench.sql', start: 0, end: 1, line: 1, column: 1 };
const audit = (name, columns, given) => ({
  name,
  columns,
  onFailure: 'block',
  span,
  ...(given === undefined ? {} : { arguments: given }),
});

const audits = [
  ...['id', 'facility', 'day', 'amount'].map((column) => audit('not_null', [column])),
  audit('unique', ['id']),
  audit('unique', ['code']),
  audit('unique', ['facility', 'number']),
  audit('unique', ['day', 'line']),
  audit('accepted_range', ['amount'], { min: 0, max: 100_000 }),
  audit('accepted_range', ['duration'], { min: 0, max: 1440 }),
  audit('accepted_range', ['day'], { min: '2020-01-01', max: '2100-01-01' }),
  audit('accepted_range', ['facility'], { min: 0, max: null }),
  audit('accepted_values', ['status'], { values: ['open', 'closed', 'void'] }),
  audit('accepted_values', ['kind'], { values: [1, 2, 3, 4, 5] }),
  audit('relationships', ['facility'], { to: 'silver.facilities', fields: ['facility'] }),
  audit('relationships', ['resident'], { to: 'silver.residents', fields: ['resident'] }),
  audit('expression', [], { sql: "amount >= 0 OR status = 'void'" }),
  audit('expression', [], { sql: 'duration * 2 >= duration' }),
  audit('expression', [], { sql: "day >= DATE '2020-01-01'" }),
  audit('expression', [], { sql: 'length(code) > 0' }),
];

const bare = [
  ...['id', 'facility', 'day', 'amount'].map((name) => `SELECT count(*) FROM t WHERE ${name} IS NULL`),
  ...['id', 'code', 'facility, number', 'day, line'].map(
    (key) => `SELECT count(*) FROM (SELECT ${key} FROM t GROUP BY ${key} HAVING count(*) > 1)`,
  ),
  'SELECT count(*) FROM t WHERE amount < 0 OR amount > 100000',
  'SELECT count(*) FROM t WHERE duration < 0 OR duration > 1440',
  "SELECT count(*) FROM t WHERE day < DATE '2020-01-01' OR day > DATE '2100-01-01'",
  'SELECT count(*) FROM t WHERE facility < 0',
  "SELECT count(*) FROM t WHERE status NOT IN ('open', 'closed', 'void')",
  'SELECT count(*) FROM t WHERE kind NOT IN (1, 2, 3, 4, 5)',
  'SELECT count(*) FROM t LEFT JOIN facilities AS p ON t.facility = p.facility WHERE t.facility IS NOT NULL AND p.facility IS NULL',
  'SELECT count(*) FROM t LEFT JOIN residents AS p ON t.resident = p.resident WHERE t.resident IS NOT NULL AND p.resident IS NULL',
  "SELECT count(*) FROM t WHERE NOT (amount >= 0 OR status = 'void')",
  'SELECT count(*) FROM t WHERE NOT (duration * 2 >= duration)',
  "SELECT count(*) FROM t WHERE NOT (day >= DATE '2020-01-01')",
  'SELECT count(*) FROM t WHERE NOT (length(code) > 0)',
];

export async function benchAudits({ rows, rounds, folder }) {
  const work = mkdtempSync(join(folder, 'lode-bench-audits-'));
  const database = await duckdbEngine().open({
    allowedFolders: [work],
    temporaryFolder: work,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  try {
    const file = join(work, 'table.parquet');
    await session.execute(
      `COPY (SELECT range AS id, 'N' || lpad(range::VARCHAR, 9, '0') AS code, (range % 40)::INTEGER AS facility, (range // 40)::INTEGER AS number,
        DATE '2022-01-01' + (range % 1000)::INTEGER AS day, (range // 1000)::INTEGER AS line, (hash(range) % 9000000 / 100)::DECIMAL(12,2) AS amount,
        (hash(range, 1) % 600)::INTEGER AS duration, ['open', 'closed', 'void'][1 + (hash(range, 2) % 3)::INTEGER] AS status,
        (1 + hash(range, 3) % 5)::INTEGER AS kind, (hash(range, 4) % 100000)::INTEGER AS resident FROM range(${rows})) TO '${file}' (FORMAT parquet)`,
    );
    await session.execute(`CREATE VIEW t AS SELECT * FROM read_parquet('${file}')`);
    await session.execute('CREATE TABLE facilities AS SELECT range::INTEGER AS facility FROM range(40)');
    await session.execute('CREATE TABLE residents AS SELECT range::INTEGER AS resident FROM range(100000)');
    const columns = (await session.query('DESCRIBE t')).rows.map(([name, type]) => ({
      name,
      type,
      pii: false,
    }));
    const request = {
      relation: '(SELECT * FROM t)',
      columns,
      audits,
      content: false,
      apart: asksApart(1, rows),
      sqlOf: (relation) => relation.slice(relation.indexOf('.') + 1),
    };
    const processor = { audits: [], bare: [] };
    const counted = (what, work) => async () => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      processor[what].push((user + system) / 1e6);
    };
    const seconds = await inTurn(rounds, {
      audits: counted('audits', async () => {
        const { results } = await checkTable((sql) => session.query(sql), request);
        if (results.some(({ status }) => status !== 'passed')) throw new Error('an audit failed');
      }),
      bare: counted('bare', async () => {
        for (const sql of bare) await session.query(sql);
      }),
    });
    // The first of each was to warm up.
    for (const each of Object.values(processor)) each.shift();
    const cost = medians(processor);
    const { audits: one, bare: other } = medians(seconds);
    const what = `${audits.length} audits against as many queries`;
    return {
      title: `audits: ${audits.length} of ${rows.toLocaleString('en-US')} rows`,
      seconds: {
        'as Lode asks them': one,
        'as queries, one after the other': other,
        'as Lode asks them, processor time': cost.audits,
        'as queries, processor time': cost.bare,
      },
      ratios: {
        [what]: ratio(seconds, 'audits', 'bare'),
        'the same, processor time': ratio(processor, 'audits', 'bare'),
      },
      goals: { [what]: 0.4 },
    };
  } finally {
    session.close();
    await database.close();
    rmSync(work, { recursive: true, force: true });
  }
}
