import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { interruptedLoadTests, serverFolder } from '../../support/interrupted-load.ts';
import { describeWith } from '../../support/needs.ts';
import {
  needsPostgres,
  openPostgresDatabase,
  type PostgresDatabase,
  startPostgres,
  stopPostgres,
} from '../../support/postgres.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** npm run hunt:servers takes a million. */
const rows = Number(process.env.LODE_SERVER_ROWS ?? 200_000);
const port = 13_460;

describeWith([needsPostgres()], `a load of ${rows} rows of PostgreSQL that is interrupted`, () => {
  let root: string;
  let database: PostgresDatabase;
  interruptedLoadTests({
    type: 'postgres',
    rows,
    async start() {
      root = await serverFolder(join(tmpdir(), 'lode-postgres-'));
      database = openPostgresDatabase(startPostgres(root, port));
      database.psql(`
        create table billing as select i as id, 'résident ' || i % 5000 as name, (i::numeric / 8)::numeric(18,4) as amount, timestamp '2024-01-01 00:00:00.123456' + i * interval '1 second' as entered
        from generate_series(1, ${rows}) as t(i);`);
      return database.settings;
    },
    reading: () =>
      Number(
        database.psql(
          "select count(*) from pg_stat_activity where query like 'COPY%billing%' and state = 'active'",
        ),
      ),
    kill() {
      const first = readFileSync(join(root, 'data/postmaster.pid'), 'utf8').split('\n')[0]!;
      const { stdout } = spawnSync('pgrep', ['-P', first], { encoding: 'utf8' });
      for (const each of [first, ...stdout.trim().split('\n')]) process.kill(Number(each), 'SIGKILL');
    },
    startAgain: () => startPostgres(root, port),
    total: () => database.psql('select sum(amount) from billing').trim(),
    async stop() {
      stopPostgres({ root, port });
      await rm(root, { recursive: true, force: true });
    },
  });
});
