// A Firebird table into a committed bronze table by `lode apply`, against the bare driver reading the same; and how much memory that takes, also for five times the rows.
// Needs a server: scripts/firebird.sh up.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Firebird from 'node-firebird';
import { inTurn, medians, ratio } from './measure.mjs';

const binary = fileURLToPath(new URL('../dist/bin/lode.cjs', import.meta.url));
const login = { host: '127.0.0.1', port: 13_050, user: 'SYSDBA', password: 'masterkey' };

export async function benchFirebird({ folder, rows, rounds }) {
  const work = mkdtempSync(join(folder, 'firebird-'));
  const database = join(work, 'billing.fdb');
  makeDatabase(database, rows);
  const apply = (relation) => applyAnew(join(work, relation), database, relation);
  let most = 0;
  try {
    const seconds = await inTurn(rounds, {
      driver: () => readBare(database, rows),
      apply: async () => {
        most = Math.max(most, await apply('BILLING'));
      },
    });
    const mostOfFive = await apply('FIVE_TIMES');
    const middle = medians(seconds);
    const speed = (time) => Math.round(rows / time).toLocaleString('en-US');
    return {
      title: `A Firebird table of ${rows.toLocaleString('en-US')} rows and 10 columns into a committed bronze table: ${speed(middle.apply)} rows a second, the bare driver ${speed(middle.driver)}; ${most} MB at most, ${mostOfFive} MB for five times the rows`,
      seconds: middle,
      ratios: {
        'apply, time of the driver’s': ratio(seconds, 'apply', 'driver'),
        'memory, of 400 MB': Math.max(most, mostOfFive) / 400,
        'memory of five times the rows': mostOfFive / most,
      },
      // 0.7 of the driver's speed.
      goals: {
        'apply, time of the driver’s': 1.43,
        'memory, of 400 MB': 1,
        'memory of five times the rows': 1.2,
      },
    };
  } finally {
    rmSync(work, { recursive: true });
  }
}

export function makeDatabase(path, rows) {
  const server = `${login.host}/${login.port}:${path}`;
  isql([], `create database '${server}' page_size 16384 default character set UTF8;`);
  const columns = 'ID, FACILITY, DAY_OF, NAME, REFERENCE, MINUTES, RATE, KIND, BILLED, ENTERED';
  const five = Array(5).fill(`select ${columns} from BILLING`).join(' union all ');
  isql(
    ['-ch', 'UTF8', server],
    `create table BILLING (ID integer not null primary key, FACILITY integer, DAY_OF date, NAME varchar(40), REFERENCE char(8), MINUTES numeric(18,4), RATE double precision, KIND varchar(20), BILLED boolean, ENTERED timestamp);
     create view FIVE_TIMES (${columns}) as ${five};
     commit;
     set term ^;
     execute block as declare I integer = 0; begin
       while (I < ${rows}) do begin
         insert into BILLING values (:I, mod(:I, 400), dateadd(mod(:I, 1000) day to date '2024-01-01'), iif(mod(:I, 9) > 0, 'résident ' || mod(:I, 50000), null), lpad(mod(:I, 900), 6, '0'),
           iif(mod(:I, 7) > 0, cast(mod(:I, 12000) as numeric(18,4)) / 100, null), cast(:I as double precision) / 7, 'kind ' || mod(:I, 20), mod(:I, 3) = 0, dateadd(mod(:I, 100000000) second to timestamp '2024-01-01 00:00:00.1234'));
         I = I + 1;
       end
     end^
     commit^`,
  );
}

function isql(options, input) {
  const environment = { ...process.env, ISC_USER: login.user, ISC_PASSWORD: login.password };
  const { status, stderr } = spawnSync('isql-fb', ['-b', '-q', ...options], { input, env: environment });
  if (status !== 0) throw new Error(`isql-fb: ${stderr}. Is there a server (scripts/firebird.sh up)?`);
}

/** The fastest way that the driver has, exact as ours is: arrays of 400 rows at once, wide numbers as text. */
export async function readBare(database, rows) {
  const connection = await Firebird.attachAsync({
    ...login,
    database,
    encoding: 'UTF8',
    numericMode: 'string',
  });
  const transaction = await connection.transactionAsync({
    isolation: Firebird.ISOLATION_REPEATABLE_READ,
    readOnly: true,
  });
  const statement = await transaction.newStatementAsync('SELECT * FROM BILLING');
  await statement.executeAsync(transaction, []);
  let read = 0;
  for (let fetched = false; !fetched; ) {
    const batch = await statement.fetchAsync(transaction, 400);
    read += batch.data.length;
    fetched = batch.fetched;
  }
  if (read !== rows) throw new Error(`${read} rows instead of ${rows}`);
  await statement.dropAsync();
  await transaction.commitAsync();
  await connection.detachAsync();
}

/** `lode apply` of a project with one bronze model, from nothing, as a process; gives the most megabytes that it held. */
async function applyAnew(project, database, relation) {
  await makeProject(project, database, relation, `SELECT * FROM erp.${relation}\n`);
  return run(project, ['apply', '--yes']);
}

/** A project with one bronze model over a relation of the database, in a fresh folder. */
export async function makeProject(project, database, relation, model) {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'models/bronze'), { recursive: true });
  const { host, port, user, password } = login;
  writeFileSync(
    join(project, 'project.yml'),
    `name: bench\ntargets:\n  production:\n    sources:\n      erp: {type: firebird, host: ${host}, port: ${port}, database: ${database}, user: ${user}, password: ${password}}\n`,
  );
  writeFileSync(join(project, 'models/bronze/billing.sql'), model);
  await run(project, ['source', 'pull', 'erp', relation]);
}

/** Runs a command as a process; gives the most megabytes that it held. */
export function run(project, argv) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...argv], {
      cwd: project,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    let most = 0;
    child.stderr.on('data', (text) => {
      words += text;
    });
    const watch = setInterval(() => {
      try {
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
        if (peak !== null) most = Math.round(Number(peak[1]) / 1024);
      } catch {
        // It has just ended.
      }
    }, 20);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve(most);
      else reject(new Error(words));
    });
  });
}
