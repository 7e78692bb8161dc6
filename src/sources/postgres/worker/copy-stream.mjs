import { batchColumns } from '../../server/worker/batch-columns.mjs';
import { Problem } from '../../server/worker/problem.mjs';
import { takeReader } from './connection.mjs';
import { storeOf } from './stores.mjs';

/** Behind the signature and the flags of COPY's binary form stands how long the rest of its header is. */
const headerBytes = 19;

/**
 * The rows of a query as batches of columns, in COPY's binary form: exact, without a text or an object for each value. The server goes on while a batch is used, until a second one
 * waits; then the socket is left alone, and the server waits too. `oid` is the relation that the query reads.
 */
export async function openCopy(session, { oid, query }, columns, onProgress) {
  const reader = await takeReader(session);
  try {
    await checkRelation(reader.client, oid, query, columns);
  } catch (error) {
    reader.drop();
    throw error;
  }
  const { stream } = reader.client.connection;
  const full = [];
  let batch = batchColumns(columns, storeOf);
  let begun = false;
  let failure = null;
  let ended = false;
  let wake = null;

  const tell = () => {
    wake?.();
    wake = null;
  };
  const fail = (error) => {
    failure ??= error;
    tell();
  };
  const addRows = (chunk) => {
    let at = 0;
    if (!begun) {
      at = headerBytes + chunk.readInt32BE(headerBytes - 4);
      begun = true;
    }
    while (at < chunk.length) {
      const fields = chunk.readInt16BE(at);
      at += 2;
      // The end of the rows.
      if (fields === -1) return;
      for (let column = 0; column < fields; column++) {
        const length = chunk.readInt32BE(at);
        at += 4;
        if (length < 0) continue;
        if (column < columns.length) batch.put(column, chunk, at, at + length);
        at += length;
      }
      batch.endRow();
    }
    if (!batch.isFull()) return;
    full.push(batch.finish());
    batch = batchColumns(columns, storeOf);
    stream.pause();
    tell();
  };
  reader.client.query({
    submit: (connection) => connection.query(`COPY (${query}) TO STDOUT (FORMAT binary)`),
    handleCopyData({ chunk }) {
      if (failure !== null) return;
      try {
        addRows(chunk);
        onProgress();
      } catch (error) {
        fail(error);
        reader.drop();
      }
    },
    handleCommandComplete() {},
    handleReadyForQuery() {
      if (failure !== null) return;
      ended = true;
      tell();
    },
    handleError(error) {
      fail(error);
      reader.drop();
    },
  });

  return {
    async next() {
      while (true) {
        if (full.length > 0) {
          const finished = full.shift();
          if (full.length === 0) stream.resume();
          return finished;
        }
        if (failure !== null) throw failure;
        if (ended) {
          const last = batch;
          batch = batchColumns(columns, storeOf);
          return last.rows() === 0 ? null : last.finish();
        }
        stream.resume();
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    },
    async stop() {
      if (ended) reader.giveBack();
      else reader.drop();
    },
  };
}

/**
 * Asks the server what the query's columns are, which also keeps anybody from changing the tables until the snapshot ends; COPY would not tell. And makes sure that
 * none of them was emptied by TRUNCATE or written anew by ALTER TABLE since the snapshot: it would look empty.
 */
async function checkRelation(client, oid, query, columns) {
  const { fields } = await client.query(`SELECT * FROM (${query}) AS "asked" LIMIT 0`);
  const moved = columns.find(
    ({ wireType }, index) => wireType !== null && fields[index]?.dataTypeID !== wireType,
  );
  if (moved !== undefined) throw new Problem({ kind: 'type-moved', column: moved.name });
  const { rows } = await client.query(
    `WITH RECURSIVE below(oid) AS (
       SELECT ${oid}::pg_catalog.oid
       UNION
       SELECT found.oid FROM below CROSS JOIN LATERAL (
         SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = below.oid
         UNION ALL
         SELECT d.refobjid FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
           ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
         WHERE r.ev_class = below.oid AND d.refobjid <> below.oid) AS found)
     SELECT c.relname FROM below JOIN pg_catalog.pg_class c ON c.oid = below.oid
     WHERE c.relkind IN ('r', 'm') AND c.relfilenode <> 0 AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid) LIMIT 1`,
  );
  if (rows.length > 0) throw new Problem({ kind: 'rewritten', table: rows[0].relname });
}
