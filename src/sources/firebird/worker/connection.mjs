import Firebird from 'node-firebird';
import { Problem } from '../../server/worker/problem.mjs';
import { silenceOf } from '../../server/worker/silence.mjs';
import { prepare } from './prepare.mjs';
import { readRows } from './read-rows.mjs';

/**
 * Connects and begins the snapshot: concurrency isolation, read-only; it sees one moment of the whole database, blocks nobody and waits for nobody. Settings:
 * {host, port, database, user, password, role, authPlugin, wireCrypt, connectMilliseconds}.
 */
export async function connect(settings) {
  const database = await attach(settings);
  const told = await transactionsBefore(database);
  const transaction = await database.transactionAsync({
    isolation: Firebird.ISOLATION_REPEATABLE_READ,
    readOnly: true,
  });
  // Of what waits when the connection ends, the driver tells some and forgets others.
  const onClose = (tell) => database.connection._socket.on('close', tell);
  const session = { settings, database, transaction, onClose, attachment: null, roundTrip: 0, told };
  const [[attachment]] = await readRows(session, 'SELECT CURRENT_CONNECTION FROM RDB$DATABASE');
  session.attachment = attachment;
  return session;
}

/**
 * What was open before the snapshot begins: every transaction that it does not see is the oldest of these or a later one. Read in a transaction of its own, since the snapshot's would be told of
 * itself, and of others that began since. Transactions in limbo (of two databases) are none of the active ones, and may still be committed. null where the server does not tell.
 */
async function transactionsBefore(database) {
  const transaction = await database.transactionAsync({
    isolation: Firebird.ISOLATION_READ_COMMITTED,
    readOnly: true,
  });
  try {
    const [[oldestActive, next, created]] = await readRows(
      { transaction },
      'SELECT CAST(MON$OLDEST_ACTIVE AS VARCHAR(20)), CAST(MON$NEXT_TRANSACTION AS VARCHAR(20)), CAST(MON$CREATION_DATE AS VARCHAR(40)) FROM MON$DATABASE',
    );
    const [[oldestLimbo]] = await readRows(
      { transaction },
      'SELECT CAST(MIN(RDB$TRANSACTION_ID) AS VARCHAR(20)) FROM RDB$TRANSACTIONS WHERE COALESCE(RDB$TRANSACTION_STATE, 0) = 0',
    );
    return { oldestActive, next, created, oldestLimbo };
  } catch (error) {
    // Only an answer of the server says that it does not tell; a connection that is lost is no answer.
    if (error?.gdscode === undefined) throw error;
    return null;
  } finally {
    await transaction.commitAsync();
  }
}

/** Milliseconds that the server needs to answer the smallest request: how many fetches are kept under way depends on it. */
export async function measureRoundTrip(session) {
  const times = [];
  for (let turn = 0; turn < 3; turn++) {
    const started = performance.now();
    const statement = await prepare(session.transaction, 'SELECT 1 FROM RDB$DATABASE');
    times.push(performance.now() - started);
    await statement.dropAsync();
  }
  return Math.min(...times);
}

/** Asks through a connection of its own whether the session's is known to the server and at work. Rejects if the server does not answer. */
export async function probe(session) {
  const database = await attach(session.settings);
  try {
    const transaction = await database.transactionAsync({
      isolation: Firebird.ISOLATION_READ_COMMITTED,
      readOnly: true,
    });
    const rows = await readRows(
      { database, transaction },
      `SELECT A.MON$STATE, (SELECT COUNT(*) FROM MON$STATEMENTS S WHERE S.MON$ATTACHMENT_ID = A.MON$ATTACHMENT_ID AND S.MON$STATE = 1)
       FROM MON$ATTACHMENTS A WHERE A.MON$ATTACHMENT_ID = ${session.attachment}`,
    );
    await transaction.commitAsync();
    if (rows.length === 0) return 'gone';
    return rows[0][1] > 0 ? 'busy' : 'idle';
  } finally {
    database.detachAsync(true).catch(() => undefined);
  }
}

async function attach(settings) {
  const { host, port, database, user, password, role, authPlugin, wireCrypt, connectMilliseconds } = settings;
  // A pool of one, because only a pooled connection does not connect anew by itself when it is lost: that would be another snapshot.
  const pool = Firebird.pool(1, {
    host,
    port,
    database,
    user,
    password,
    ...(role === null ? {} : { role }),
    ...(authPlugin === null ? {} : { pluginName: authPlugin }),
    wireCrypt: wireCrypt ? Firebird.WIRE_CRYPT_ENABLE : Firebird.WIRE_CRYPT_DISABLE,
    // No character set, so that the server converts nothing: text comes as the bytes that are stored. See single-byte.mjs for what it would make of some.
    encoding: 'NONE',
    blobReadChunkSize: 65_535,
    connectTimeout: connectMilliseconds,
  });
  try {
    const connection = await new Promise((resolve, reject) =>
      pool.get((error, found) => (error ? reject(error) : resolve(found))),
    );
    // Detaching then closes for good instead of handing back to the pool.
    connection.connection._pooled = false;
    return connection;
  } catch (error) {
    if (typeof error?.code === 'string' && error.gdscode === undefined)
      throw new Problem({ kind: 'unreachable', message: error.message });
    if (/^Connection timeout/.test(error?.message ?? '')) {
      const silent = await silenceOf(host, port);
      if (silent === null)
        throw new Problem({ kind: 'login-unfinished', message: 'the login was not finished' });
      throw new Problem({ kind: 'unreachable', message: silent });
    }
    throw error;
  }
}
