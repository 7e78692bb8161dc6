import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Need } from './needs.ts';
import { runProgram } from './run-program.ts';

const script = fileURLToPath(new URL('../../scripts/postgres.sh', import.meta.url));

/** A PostgreSQL server on loopback, as scripts/postgres.sh starts it. */
export interface PostgresServer {
  readonly root: string;
  readonly port: number;
}

/** The one that most tests share. What must be killed or frozen starts its own. */
export const sharedPostgres: PostgresServer = { root: join(tmpdir(), 'lode-postgres'), port: 13_432 };

export function needsPostgres(): Need {
  const answers =
    existsSync(sharedPostgres.root) &&
    spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${sharedPostgres.port}`]).status === 0;
  return { what: 'a PostgreSQL server (scripts/postgres.sh up)', present: answers };
}

/** Starts a server of its own in `root`, which others than its maker have to reach; `stopPostgres` ends it. */
export function startPostgres(
  root: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): PostgresServer {
  runProgram('bash', [script, 'up', root, String(port)], '', environment);
  return { root, port };
}

export function stopPostgres({ root }: PostgresServer): void {
  runProgram('bash', [script, 'down', root]);
}

export interface PostgresDatabase {
  readonly server: PostgresServer;
  readonly name: string;
  /** The settings of a source that reads it. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Runs a script and gives what psql prints: rows without a frame, fields apart by |, NULL as ∅. */
  psql(script: string): string;
  drop(): void;
}

let made = 0;

export function createPostgresDatabase(
  server: PostgresServer = sharedPostgres,
  options = "encoding 'UTF8'",
): PostgresDatabase {
  const name = `test_${process.pid}_${made++}`;
  psqlIn(server, 'postgres', `create database ${name} template template0 ${options};`);
  return {
    ...openPostgresDatabase(server, name),
    drop: () => {
      psqlIn(server, 'postgres', `drop database ${name} with (force);`);
    },
  };
}

export function openPostgresDatabase(server: PostgresServer, name = 'postgres'): PostgresDatabase {
  return {
    server,
    name,
    settings: {
      host: '127.0.0.1',
      port: server.port,
      database: name,
      user: 'postgres',
      password: 'lode',
    },
    psql: (text) => psqlIn(server, name, text),
    drop: () => undefined,
  };
}

function psqlIn({ port }: PostgresServer, database: string, text: string): string {
  const place = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-d', database];
  const form = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-P', 'null=∅'];
  return runProgram('psql', [...place, ...form], text, { PGPASSWORD: 'lode', PGCLIENTENCODING: 'UTF8' });
}
