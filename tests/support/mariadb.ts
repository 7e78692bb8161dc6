import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Need } from './needs.ts';
import { runProgram } from './run-program.ts';

const script = fileURLToPath(new URL('../../scripts/mariadb.sh', import.meta.url));

/** A MariaDB server on loopback, as scripts/mariadb.sh starts it. */
export interface MariadbServer {
  readonly root: string;
  readonly port: number;
}

/** The one that most tests share. What must be killed or frozen starts its own. */
export const sharedMariadb: MariadbServer = { root: join(tmpdir(), 'lode-mariadb'), port: 13_306 };

export function needsMariadb(): Need {
  const answers =
    existsSync(sharedMariadb.root) &&
    spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${sharedMariadb.port}`]).status === 0;
  return { what: 'a MariaDB server (scripts/mariadb.sh up)', present: answers };
}

/** Starts a server of its own in `root`; `stopMariadb` ends it. */
export function startMariadb(root: string, port: number): MariadbServer {
  runProgram('bash', [script, 'up', root, String(port)]);
  return { root, port };
}

export function stopMariadb({ root }: MariadbServer): void {
  runProgram('bash', [script, 'down', root]);
}

export interface MariadbDatabase {
  readonly server: MariadbServer;
  readonly name: string;
  /** The settings of a source that reads it. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Runs a script and gives what the mariadb program prints: rows without a frame, fields apart by tabs, NULL as such. */
  sql(script: string): string;
  drop(): void;
}

let made = 0;

export function createMariadbDatabase(server: MariadbServer = sharedMariadb): MariadbDatabase {
  const name = `test_${process.pid}_${made++}`;
  sqlIn(server, '', `create database ${name} character set utf8mb4;`);
  return {
    server,
    name,
    settings: { host: '127.0.0.1', port: server.port, database: name, user: 'root', password: 'lode' },
    sql: (text) => sqlIn(server, name, text),
    drop: () => {
      // Where a test failed its session may still hold the tables.
      const others = `select concat('kill ', ID, ';') from information_schema.PROCESSLIST where DB = '${name}'`;
      sqlIn(server, '', sqlIn(server, '', others));
      sqlIn(server, '', `drop database ${name};`);
    },
  };
}

function sqlIn({ port }: MariadbServer, database: string, text: string): string {
  const place = ['-h127.0.0.1', `-P${port}`, '-uroot', ...(database === '' ? [] : [database])];
  const options = [
    '--no-defaults',
    '--default-character-set=utf8mb4',
    '--batch',
    '--skip-column-names',
    '--raw',
  ];
  return runProgram(
    'mariadb',
    [...options, ...place],
    `set time_zone = '+00:00', lock_wait_timeout = 10; ${text}`,
    {
      MYSQL_PWD: 'lode',
    },
  );
}
