// What it costs to profile the columns of a build, against the build itself: the copy of a query into files that are on disk, and the measure of its content.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scanFiles, schemaOf, syncWritten, writeDataFiles } from '../dist/delta/index.js';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { attemptFolder } from '../dist/environment/index.js';
import { measureBuild } from '../dist/execute/profile/index.js';
import { localFiles } from '../dist/files/index.js';
import { checkTable } from '../dist/quality/index.js';
import { inTurn, median, medians, ratio } from './measure.mjs';

const source = (rows) => `
  SELECT range AS intervention, (range % 400)::INTEGER AS facility, DATE '2024-01-01' + (range // 400 % 1000)::INTEGER AS date,
    (hash(range * 7) % 50000)::BIGINT AS customer, lpad((hash(range) % 900)::VARCHAR, 6, '0') AS reference, (hash(range * 3) % 12000 / 100)::DECIMAL(18,4) AS minutes,
    (hash(range * 5) % 1000)::DOUBLE / 7 AS rate, 'kind ' || hash(range) % 20 AS kind, hash(range * 11) % 3 = 0 AS billed,
    TIMESTAMP '2024-01-01' + to_seconds((hash(range * 13) % 100000000)::BIGINT) AS entered
  FROM range(${rows})`;

export async function benchProfile({ folder, rows, rounds }) {
  const work = mkdtempSync(join(folder, 'profile-'));
  const database = await duckdbEngine().open({
    allowedFolders: [work],
    temporaryFolder: join(work, 'spill'),
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  try {
    await session.execute(`CREATE TABLE billing AS ${source(rows)}`);
    const described = await session.query('DESCRIBE billing');
    const columns = described.rows.map(([name, type]) => ({ name, type, pii: null }));
    const files = localFiles();
    const lake = { folder: work, files, clock: { now: () => Date.now(), uuid: randomUUID } };
    const build = async () => {
      const of = { model: 'gold.billing', id: randomUUID(), attempt: randomUUID() };
      const path = attemptFolder(of.model, of.id, of.attempt);
      await mkdir(join(work, path), { recursive: true });
      const target = join(work, path);
      const written = await writeDataFiles(session, {
        select: 'FROM billing',
        schema: schemaOf(columns),
        folder: target,
      });
      await syncWritten(files, target, written);
      const all = written.map(({ path: file, partitionValues }) => ({
        path: join(target, file),
        partitionValues,
      }));
      await checkTable((sql) => session.query(sql), {
        relation: `(${scanFiles(all, columns)})`,
        columns: columns.map((column) => ({ ...column, pii: false })),
        audits: [],
        content: true,
      });
      return { ...of, files: written, rows };
    };
    let built = await build();
    // Processor time says what others on the machine have no part in.
    const processor = { build: [], profile: [] };
    const timed = (name, run) => async () => {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      processor[name].push((user + system) / 1e6);
    };
    const seconds = await inTurn(rounds, {
      build: timed('build', async () => {
        rmSync(join(work, '_builds'), { recursive: true });
        built = await build();
      }),
      profile: timed('profile', async () => {
        const found = await measureBuild(lake, session, { columns, partitionedBy: [] }, built);
        if (found.rows !== rows || found.columns.some(({ nulls }) => nulls !== 0))
          throw new Error('a wrong profile');
      }),
    });
    const last = (name) => processor[name].slice(-rounds);
    return {
      title: `Column profiles of a build of ${rows.toLocaleString('en-US')} rows and ${columns.length} columns`,
      seconds: {
        ...medians(seconds),
        'build, processor': median(last('build')),
        'profile, processor': median(last('profile')),
      },
      ratios: {
        'profile / build': ratio(seconds, 'profile', 'build'),
        'profile / build, processor': median(
          last('profile').map((value, round) => value / last('build')[round]),
        ),
      },
      goals: {},
    };
  } finally {
    session.close();
    await database.close();
    rmSync(work, { recursive: true });
  }
}
