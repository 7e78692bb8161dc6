import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Need } from './needs.ts';

const script = fileURLToPath(new URL('../../scripts/firebird.sh', import.meta.url));

/** A Firebird server on loopback, as scripts/firebird.sh starts it. */
export interface FirebirdServer {
  readonly root: string;
  readonly port: number;
}

/** The one that most tests share. What must be killed or frozen starts its own. */
export const sharedServer: FirebirdServer = {
  root: join(process.env.TMPDIR ?? '/tmp', 'lode-firebird'),
  port: 13_050,
};

export function needsFirebird(): Need {
  const installed = existsSync('/usr/sbin/firebird') && existsSync(sharedServer.root);
  const answers =
    installed && spawnSync('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${sharedServer.port}`]).status === 0;
  return { what: 'a Firebird server (scripts/firebird.sh up)', present: answers };
}

/** Starts a server of its own in `root`; `stopServer` ends it. */
export function startServer(
  root: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): FirebirdServer {
  run('bash', [script, 'up', root, String(port)], '', environment);
  return { root, port };
}

export function stopServer({ root }: FirebirdServer): void {
  run('bash', [script, 'down', root], '', {});
}

export interface FirebirdDatabase {
  readonly server: FirebirdServer;
  readonly path: string;
  /** The settings of a source that reads it. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Runs a script and gives what isql prints; the connection's character set is UTF8. */
  isql(script: string, charset?: string): string;
  drop(): Promise<void>;
}

export async function createDatabase(
  server: FirebirdServer = sharedServer,
  charset = 'UTF8',
): Promise<FirebirdDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-firebird-'));
  const path = join(folder, 'test.fdb');
  isqlIn(`create database '${address(server, path)}' page_size 16384 default character set ${charset};`, []);
  return openDatabase(server, path, () => rm(folder, { recursive: true, force: true }));
}

export function openDatabase(
  server: FirebirdServer,
  path: string,
  drop: () => Promise<void> = async () => {},
): FirebirdDatabase {
  return {
    server,
    path,
    settings: {
      host: '127.0.0.1',
      port: server.port,
      database: path,
      user: 'SYSDBA',
      password: 'masterkey',
    },
    isql: (text, connectionCharset = 'UTF8') =>
      isqlIn(text, ['-ch', connectionCharset, address(server, path)]),
    drop,
  };
}

function address({ port }: FirebirdServer, path: string): string {
  return `127.0.0.1/${port}:${path}`;
}

function isqlIn(text: string, options: readonly string[]): string {
  const login = { ISC_USER: 'SYSDBA', ISC_PASSWORD: 'masterkey' };
  return run('isql-fb', ['-b', '-q', ...options], text, login);
}

function run(
  command: string,
  options: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>>,
): string {
  const { status, stdout, stderr } = spawnSync(command, options, {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}${stdout}`);
  return stdout;
}
