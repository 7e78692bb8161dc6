// A table of PostgreSQL or MariaDB into a committed bronze table by `lode apply`, against the bare driver reading the same; and how much memory that takes, also for five times the rows.
// Needs a server: scripts/postgres.sh up, scripts/mariadb.sh up.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { applyAnew } from './apply-anew.mjs';
import { inTurn, medians, ratio } from './measure.mjs';

const columns = 'id, facility, day_of, name, reference, minutes, rate, kind, billed, entered';
const five = Array(5).fill(`select ${columns} from billing`).join(' union all ');

const postgres = {
  login: { host: '127.0.0.1', port: 13_432, user: 'postgres', password: 'lode', database: 'lode_bench' },
  drop: 'drop database if exists lode_bench with (force);',
  create: 'create database lode_bench template template0;',
  run(database, script) {
    const { host, port, user, password } = this.login;
    const place = ['-h', host, '-p', port, '-U', user, '-d', database ?? 'postgres'];
    program('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...place.map(String)], script, {
      PGPASSWORD: password,
    });
  },
  fill: (rows) => `
    create table billing (id integer primary key, facility integer, day_of date, name varchar(40), reference char(8), minutes numeric(18,4), rate double precision, kind varchar(20), billed boolean, entered timestamp);
    insert into billing select i, i % 400, date '2024-01-01' + i % 1000, case when i % 9 > 0 then 'résident ' || i % 50000 end, lpad((i % 900)::text, 6, '0'),
      case when i % 7 > 0 then (i % 12000)::numeric(18,4) / 100 end, i / 7::double precision, 'kind ' || i % 20, i % 3 = 0, timestamp '2024-01-01 00:00:00.123456' + i % 100000000 * interval '1 second'
    from generate_series(0, ${rows - 1}) as t(i);
    create view five_times as ${five};
    vacuum analyze billing;`,
  async readBare() {
    const client = new pg.Client(this.login);
    await client.connect();
    const cursor = client.query(new Cursor('select * from billing', [], { rowMode: 'array' }));
    let read = 0;
    for (let more = true; more; ) {
      const rows = await cursor.read(2000);
      read += rows.length;
      more = rows.length > 0;
    }
    await client.end();
    return read;
  },
};

const mariadb = {
  login: { host: '127.0.0.1', port: 13_306, user: 'root', password: 'lode', database: 'lode_bench' },
  drop: 'drop database if exists lode_bench;',
  create: 'create database lode_bench character set utf8mb4;',
  run(database, script) {
    const { host, port, user, password } = this.login;
    const place = [`-h${host}`, `-P${port}`, `-u${user}`, ...(database === undefined ? [] : [database])];
    program('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', ...place], script, {
      MYSQL_PWD: password,
    });
  },
  fill: (rows) => `
    create table billing (id integer primary key, facility integer, day_of date, name varchar(40), reference char(8), minutes decimal(18,4), rate double, kind varchar(20), billed boolean, entered datetime(6));
    insert into billing select seq, seq % 400, date '2024-01-01' + interval seq % 1000 day, if(seq % 9 > 0, concat('résident ', seq % 50000), null), lpad(seq % 900, 6, '0'),
      if(seq % 7 > 0, (seq % 12000) / 100, null), seq / 7e0, concat('kind ', seq % 20), seq % 3 = 0, timestamp '2024-01-01 00:00:00.123456' + interval seq % 100000000 second
    from seq_0_to_${rows - 1};
    create view five_times as ${five};`,
  readBare() {
    const connection = mysql.createConnection(this.login);
    return new Promise((resolve, reject) => {
      let read = 0;
      connection
        .query({ sql: 'select * from billing', rowsAsArray: true, supportBigNumbers: true })
        .on('result', () => read++)
        .on('error', reject)
        .on('end', () => connection.end(() => resolve(read)));
    });
  },
};

export const benchPostgres = (settings) =>
  benchServer('postgres', 'PostgreSQL', 'pg-cursor', postgres, settings);
export const benchMariadb = (settings) => benchServer('mysql', 'MariaDB', 'mysql2', mariadb, settings);

async function benchServer(type, name, driver, server, { folder, rows, rounds }) {
  const work = mkdtempSync(join(folder, `${type}-`));
  const settings = { type, ...server.login };
  const apply = (relation) => applyAnew(join(work, relation), settings, relation);
  let most = 0;
  try {
    server.run(undefined, `${server.drop}`);
    server.run(undefined, `${server.create}`);
    server.run(server.login.database, server.fill(rows));
    const seconds = await inTurn(rounds, {
      driver: async () => {
        const read = await server.readBare();
        if (read !== rows) throw new Error(`${read} rows instead of ${rows}`);
      },
      apply: async () => {
        most = Math.max(most, await apply('billing'));
      },
    });
    const mostOfFive = await apply('five_times');
    const middle = medians(seconds);
    const speed = (time) => Math.round(rows / time).toLocaleString('en-US');
    return {
      title: `A ${name} table of ${rows.toLocaleString('en-US')} rows and 10 columns into a committed bronze table: ${speed(middle.apply)} rows a second, bare ${driver} ${speed(middle.driver)}; ${most} MB at most, ${mostOfFive} MB for five times the rows`,
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
    server.run(undefined, server.drop);
    rmSync(work, { recursive: true });
  }
}

function program(command, options, input, environment) {
  const { status, stderr } = spawnSync(command, options, { input, env: { ...process.env, ...environment } });
  if (status !== 0) throw new Error(`${command}: ${stderr}. Is there a server (scripts/*.sh up)?`);
}
