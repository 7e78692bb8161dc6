import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { interruptedLoadTests, serverFolder } from '../../support/interrupted-load.ts';
import {
  createMariadbDatabase,
  type MariadbDatabase,
  needsMariadb,
  startMariadb,
  stopMariadb,
} from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** npm run hunt:servers takes a million. */
const rows = Number(process.env.LODE_SERVER_ROWS ?? 200_000);
const port = 13_560;

describeWith([needsMariadb()], `a load of ${rows} rows of MariaDB that is interrupted`, () => {
  let root: string;
  let database: MariadbDatabase;
  interruptedLoadTests({
    type: 'mysql',
    rows,
    async start() {
      root = await serverFolder(join(tmpdir(), 'lode-mariadb-'));
      database = createMariadbDatabase(startMariadb(root, port));
      database.sql(`
        create table billing as select cast(seq as signed) as id, concat('résident ', seq % 5000) as name, cast(seq / 8 as decimal(18,4)) as amount, timestamp '2024-01-01 00:00:00.123456' + interval seq second as entered
        from seq_1_to_${rows};`);
      return database.settings;
    },
    reading: () =>
      Number(
        database.sql(
          "select count(*) from information_schema.PROCESSLIST where INFO like 'SELECT%FROM `billing`%' and ID <> connection_id()",
        ),
      ),
    kill: () => process.kill(Number(readFileSync(join(root, 'pid'), 'utf8')), 'SIGKILL'),
    startAgain: () => startMariadb(root, port),
    total: () => database.sql('select sum(amount) from billing').trim(),
    async stop() {
      stopMariadb({ root, port });
      await rm(root, { recursive: true, force: true });
    },
  });
});
