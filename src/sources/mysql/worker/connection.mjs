import { isIP } from 'node:net';
import mysql from 'mysql2';
import { Problem } from '../../server/worker/problem.mjs';
import { silenceOf } from '../../server/worker/silence.mjs';
import { isTlsFailure, tlsOptions } from '../../server/worker/tls.mjs';
import { turns } from '../../server/worker/turns.mjs';

/**
 * Connects and begins the snapshot. MySQL has no way to share one among connections, so that all is read through this one, one query after the other. Settings:
 * {host, port, database, user, password, ssl, statementSeconds, connectMilliseconds}.
 */
export async function connect(settings, tellLost) {
  const connection = await attach(settings);
  await run(connection, 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await run(connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  connection.on('error', (error) => tellLost(error.message));
  connection.on('end', () => tellLost('The server closed the connection.'));
  return { settings, connection, turns: turns() };
}

/** The rows of a query over the catalog as arrays of texts, NULL as null. */
export async function readRows(session, sql) {
  const done = await session.turns.take();
  try {
    const rows = await run(session.connection, sql);
    return rows.map((row) => row.map((value) => (value === null ? null : value.toString('utf8'))));
  } finally {
    done();
  }
}

/** Ends the query that is under way, through a connection of its own; the snapshot stays. */
export async function cancel({ settings, connection }) {
  const other = await attach(settings);
  await run(other, `KILL QUERY ${connection.threadId}`).catch(() => undefined);
  other.destroy();
}

/** Asks through a connection of its own whether the session's is known to the server and at work. Rejects if the server does not answer. */
export async function probe({ settings, connection }) {
  let other;
  try {
    other = await attach(settings);
  } catch (error) {
    // It answers, but has no connection left to tell us more.
    if ([1040, 1203, 1226].includes(error?.errno)) return 'busy';
    throw error;
  }
  try {
    const rows = await run(other, 'SHOW PROCESSLIST');
    const ours = rows.find(([id]) => Number(id) === connection.threadId);
    if (ours === undefined) return 'gone';
    return String(ours[4]) === 'Sleep' ? 'idle' : 'busy';
  } finally {
    other.destroy();
  }
}

export async function close({ connection }) {
  connection.removeAllListeners('end');
  await new Promise((resolve) => connection.end(resolve));
}

/** Values as the bytes that the server sends. */
function run(connection, sql) {
  return new Promise((resolve, reject) => {
    connection.query({ sql, rowsAsArray: true, typeCast: false }, (error, rows) =>
      error ? reject(error) : resolve(rows),
    );
  });
}

async function attach(settings) {
  const { host, ssl } = settings;
  // The driver compares the certificate's name with a name only.
  if (ssl.mode === 'verify-full' && isIP(host) !== 0)
    throw new Problem({
      kind: 'tls',
      message: '`ssl: verify-full` needs the name of the host, not its address.',
    });
  const options = tlsOptions(ssl);
  const tls =
    options === null
      ? undefined
      : {
          ca: options.ca,
          cert: options.cert,
          key: options.key,
          rejectUnauthorized: options.rejectUnauthorized,
        };
  if (tls !== undefined && ssl.mode === 'verify-full') tls.verifyIdentity = true;
  try {
    return await attachWith(settings, tls);
  } catch (error) {
    if (ssl.mode !== 'prefer' || error?.code !== 'HANDSHAKE_NO_SSL_SUPPORT')
      throw await explained(settings, error);
  }
  try {
    return await attachWith(settings, undefined);
  } catch (error) {
    throw await explained(settings, error);
  }
}

async function attachWith(settings, tls) {
  const { host, port, database, user, password, statementSeconds, connectMilliseconds } = settings;
  const connection = await new Promise((resolve, reject) => {
    const made = mysql.createConnection({
      host,
      port,
      database,
      user,
      password,
      ...(tls === undefined ? {} : { ssl: tls }),
      charset: 'UTF8MB4_BIN',
      connectTimeout: connectMilliseconds,
      enableKeepAlive: true,
    });
    // Without somebody who listens an error of the connection would end the thread; those that matter come with the query that is under way.
    made.on('error', reject);
    made.once('connect', () => resolve(made));
  });
  const isMariadb = /mariadb/i.test(String((await run(connection, 'SELECT VERSION()'))[0][0]));
  const limit = isMariadb ? 'max_statement_time' : 'max_execution_time';
  const limits =
    statementSeconds === null
      ? ''
      : `, SESSION ${limit} = ${isMariadb ? statementSeconds : statementSeconds * 1000}`;
  // Fixed, so that values and conditions mean the same whatever the server's settings are; and a reader who takes his time is not cut off.
  await run(
    connection,
    `SET SESSION time_zone = '+00:00', SESSION sql_mode = '', SESSION sql_auto_is_null = 0, SESSION sql_select_limit = 18446744073709551615,
       SESSION net_write_timeout = 86400, SESSION net_read_timeout = 86400, SESSION wait_timeout = 86400${limits}`,
  );
  return connection;
}

/** Why a connection did not come about, where the driver's error does not say it. */
async function explained({ host, port }, error) {
  if (error instanceof Problem || error?.sqlState !== undefined) return error;
  if (
    error?.code === 'HANDSHAKE_NO_SSL_SUPPORT' ||
    error?.code === 'HANDSHAKE_SSL_ERROR' ||
    isTlsFailure(error)
  )
    return new Problem({ kind: 'tls', message: error.message });
  if (error?.code === 'ETIMEDOUT') {
    const silent = await silenceOf(host, port);
    return new Problem(
      silent === null
        ? { kind: 'login-unfinished', message: 'the login was not finished' }
        : { kind: 'unreachable', message: silent },
    );
  }
  if (/^E[A-Z_]+$/.test(error?.code ?? ''))
    return new Problem({ kind: 'unreachable', message: error.message });
  return new Problem({ kind: 'login-unfinished', message: error?.message ?? String(error) });
}
