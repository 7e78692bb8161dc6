import pg from 'pg';
import { Problem } from '../../server/worker/problem.mjs';
import { silenceOf } from '../../server/worker/silence.mjs';
import { isTlsFailure, tlsOptions } from '../../server/worker/tls.mjs';
import { turns } from '../../server/worker/turns.mjs';

/**
 * Connects, begins the snapshot and exports it: one connection holds it and reads the metadata, and each relation that is read at the same time has a connection of its own in
 * the same snapshot. Settings: {host, port, database, user, password, ssl, statementSeconds, timeZone, connectMilliseconds}.
 */
export async function connect(settings, tellLost) {
  const client = await attach(settings);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query('SELECT pg_catalog.pg_export_snapshot() AS name');
  client.on('error', (error) => tellLost(error.message));
  client.on('end', () => tellLost('The server closed the connection.'));
  return { settings, client, snapshot: rows[0].name, readers: new Set(), idle: [], turns: turns() };
}

/** A connection in the session's snapshot that nobody else uses. It is given back, or dropped. */
export async function takeReader(session) {
  const client = session.idle.pop() ?? (await openReader(session));
  return {
    client,
    giveBack: () => session.idle.push(client),
    drop() {
      session.readers.delete(client);
      client.connection.stream.destroy();
    },
  };
}

async function openReader({ settings, snapshot, readers }) {
  const client = await attach(settings);
  readers.add(client);
  client.on('end', () => readers.delete(client));
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
  return client;
}

/** The rows of a query over the catalogs as arrays of texts, NULL as null. */
export async function readRows({ client, turns: metadata }, sql) {
  const done = await metadata.take();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array', types: asText });
    return rows;
  } finally {
    done();
  }
}

const asText = { getTypeParser: () => (value) => value };

/** Asks through a connection of its own whether the session's are known to the server and at work. Rejects if the server does not answer. */
export async function probe({ settings, client, readers }) {
  const ids = [client, ...readers].map(({ processID }) => processID);
  let other;
  try {
    other = await attach(settings);
  } catch (error) {
    // It answers, but has no connection left to tell us more.
    if (error?.code === '53300') return 'busy';
    throw error;
  }
  try {
    const { rows } = await other.query(
      `SELECT pid, state FROM pg_catalog.pg_stat_activity WHERE pid IN (${ids.join(', ')})`,
    );
    if (!rows.some(({ pid }) => pid === client.processID)) return 'gone';
    return rows.some(({ state }) => state === 'active') ? 'busy' : 'idle';
  } finally {
    other.end().catch(() => undefined);
  }
}

export async function close({ client, readers }) {
  client.removeAllListeners('end');
  for (const reader of readers) reader.connection.stream.destroy();
  await client.end();
}

async function attach(settings) {
  const { mode } = settings.ssl;
  try {
    return await attachWith(settings, tlsOptions(settings.ssl));
  } catch (error) {
    if (mode !== 'prefer' || !/does not support SSL/.test(error?.message ?? ''))
      throw await explained(settings, error);
  }
  try {
    return await attachWith(settings, null);
  } catch (error) {
    throw await explained(settings, error);
  }
}

async function attachWith(settings, tls) {
  const { host, port, database, user, password, statementSeconds, timeZone, connectMilliseconds } = settings;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    password,
    ssl: tls ?? false,
    keepAlive: true,
    application_name: 'lode',
    connectionTimeoutMillis: connectMilliseconds,
  });
  // Without somebody who listens an error of the connection would end the thread; those that matter come with the query that is under way.
  client.on('error', () => undefined);
  await client.connect();
  const encoding = (await client.query('SELECT pg_catalog.getdatabaseencoding() AS name')).rows[0].name;
  await client.query(
    [
      // Text of a database that knows no encoding comes as the bytes that are stored.
      `SET client_encoding TO '${encoding === 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8'}'`,
      // What is read as text is written in one way, whatever the server's settings are.
      'SET DateStyle TO ISO',
      'SET IntervalStyle TO postgres',
      'SET bytea_output TO hex',
      'SET extra_float_digits TO 3',
      'SET standard_conforming_strings TO on',
      `SET TimeZone TO '${timeZone.replaceAll("'", "''")}'`,
      ...(statementSeconds === null ? [] : [`SET statement_timeout TO ${statementSeconds * 1000}`]),
      // The connection that holds the snapshot waits while others read.
      `SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')`,
    ].join(';'),
  );
  return client;
}

/** Why a connection did not come about, where the driver's error does not say it. */
async function explained({ host, port }, error) {
  if (error instanceof Problem || error?.severity !== undefined) return error;
  if (isTlsFailure(error)) return new Problem({ kind: 'tls', message: error.message });
  if (/timeout expired/.test(error?.message ?? '')) {
    const silent = await silenceOf(host, port);
    return new Problem(
      silent === null
        ? { kind: 'login-unfinished', message: 'the login was not finished' }
        : { kind: 'unreachable', message: silent },
    );
  }
  if (typeof error?.code === 'string') return new Problem({ kind: 'unreachable', message: error.message });
  return new Problem({ kind: 'login-unfinished', message: error?.message ?? String(error) });
}
