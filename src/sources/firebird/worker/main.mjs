// The thread in which node-firebird runs: the driver throws where nobody can catch it (an unknown user, where the server knows several ways to log in), and
// then the thread dies and not the process. Plain JavaScript, because a worker's file must run as it stands, from src and from dist.
// Requests carry `id` and `kind`; each is answered by one message with that id, by `value` or by `problem` (see problem.mjs). A message {progress: true}
// tells in between that rows have come in, {lost: message} that the connection is gone, whatever is asked for.
//   open {settings}                   → {attachment}: connected, and the one read-only snapshot has begun
//   rows {sql}                        → rows of a small query, text trimmed, blobs of text read
//   select {stream, sql, columns}     → null: a stream of batches has begun
//   next {stream}                     → the next batch (see batch-columns.mjs), null at the end
//   stop {stream}                     → null
//   probe {}                          → 'busy', 'idle' or 'gone': what a second connection sees the first one doing
//   close {}                          → null: the snapshot is ended and the connection closed
import { parentPort } from 'node:worker_threads';
import { connect, measureRoundTrip, probe } from './connection.mjs';
import { asProblem } from './problem.mjs';
import { readRows } from './read-rows.mjs';
import { openStream } from './stream.mjs';

let session = null;
const streams = new Map();
let told = 0;

parentPort.on('message', async ({ id, ...request }) => {
  try {
    const { value, transfer = [] } = await answer(request);
    parentPort.postMessage({ id, value }, transfer);
  } catch (error) {
    parentPort.postMessage({ id, problem: asProblem(error) });
  }
});

/** At most one message a second: it only keeps the watchdog quiet. */
function onProgress() {
  const now = Date.now();
  if (now - told < 1000) return;
  told = now;
  parentPort.postMessage({ progress: true });
}

async function answer(request) {
  switch (request.kind) {
    case 'open': {
      session = await connect(request.settings);
      session.onClose(() => parentPort.postMessage({ lost: 'The server closed the connection.' }));
      session.roundTrip = await measureRoundTrip(session);
      return { value: { attachment: session.attachment } };
    }
    case 'rows':
      return { value: await readRows(session, request.sql) };
    case 'select':
      streams.set(request.stream, await openStream(session, request.sql, request.columns, onProgress));
      return { value: null };
    case 'next': {
      const batch = await streams.get(request.stream).next();
      return { value: batch, transfer: batch === null ? [] : batch.transfer };
    }
    case 'stop': {
      const stream = streams.get(request.stream);
      streams.delete(request.stream);
      await stream?.stop();
      return { value: null };
    }
    case 'probe':
      return { value: await probe(session) };
    case 'close':
      await session?.transaction.commitAsync();
      await session?.database.detachAsync(true);
      return { value: null };
    default:
      throw new Error(`unknown request ${request.kind}`);
  }
}
