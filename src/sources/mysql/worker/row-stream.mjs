import mysql from 'mysql2';
import { batchColumns } from '../../server/worker/batch-columns.mjs';
import { Problem } from '../../server/worker/problem.mjs';
import { cancel } from './connection.mjs';
import { storeOf } from './stores.mjs';

/** Milliseconds for which rows that nobody wants any more are read to their end, before the server is told to stop. */
const patience = 200;

/**
 * The rows of a query as batches of columns. The driver's own parser is left out: values are taken from the packets where they lie, as the texts that the server sends. It goes on
 * while a batch is used, until a second one waits; then the socket is left alone, and the server waits too.
 */
export async function openStream(session, sql, columns, onProgress) {
  const done = await session.turns.take();
  const { connection } = session;
  const full = [];
  let batch = batchColumns(columns, storeOf);
  let failure = null;
  let ended = false;
  let unwanted = false;
  let wake = null;
  let cancelling = false;

  const tell = () => {
    wake?.();
    wake = null;
  };
  const end = (error) => {
    failure ??= error;
    ended = true;
    // What is cancelled late must not be somebody else's query.
    if (!cancelling) done();
    tell();
  };
  const addRow = ({ buffer, offset }) => {
    let at = offset;
    for (let column = 0; column < columns.length; column++) {
      let length = buffer[at++];
      if (length === 0xfb) continue;
      if (length === 0xfc) {
        length = buffer.readUInt16LE(at);
        at += 2;
      } else if (length === 0xfd) {
        length = buffer.readUIntLE(at, 3);
        at += 3;
      } else if (length === 0xfe) {
        length = Number(buffer.readBigUInt64LE(at));
        at += 8;
      }
      batch.put(column, buffer, at, at + length);
      at += length;
    }
    batch.endRow();
    if (!batch.isFull()) return;
    full.push(batch.finish());
    batch = batchColumns(columns, storeOf);
    connection.pause();
    tell();
  };
  const query = mysql.createQuery(
    { sql, rowsAsArray: true, typeCast: false },
    (error) => end(error),
    undefined,
    {},
  );
  const { row: withParser } = query;
  query.row = (packet, from) => {
    if (packet.isEOF()) return withParser.call(query, packet, from);
    if (!unwanted) {
      try {
        addRow(packet);
        onProgress();
      } catch (error) {
        // The rest of the rows has to pass before the connection can be used again.
        failure = error;
        unwanted = true;
        tell();
      }
    }
    return query.row;
  };
  query.once('fields', (fields) => {
    if (fields.length === Math.max(1, columns.length)) return;
    failure = new Problem({ kind: 'type-moved', column: columns[0]?.name ?? '' });
    unwanted = true;
  });
  connection.query(query);

  return {
    async next() {
      while (true) {
        if (failure !== null) throw failure;
        if (full.length > 0) {
          const finished = full.shift();
          if (full.length === 0) connection.resume();
          return finished;
        }
        if (ended) {
          const last = batch;
          batch = batchColumns(columns, storeOf);
          return last.rows() === 0 ? null : last.finish();
        }
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      unwanted = true;
      full.length = 0;
      if (ended) return;
      connection.resume();
      const over = new Promise((resolve) => {
        wake = resolve;
      });
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, patience))]);
      if (ended) return;
      cancelling = true;
      await cancel(session).catch(() => undefined);
      cancelling = false;
      if (ended) done();
    },
  };
}
