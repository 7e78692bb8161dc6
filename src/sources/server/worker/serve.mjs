// What a driver's thread answers. A driver runs in a thread because some throw where nobody can catch it, and because a thread that hangs with a frozen server can be ended.
// Plain JavaScript, because a worker's file must run as it stands, from src and from dist.
// Requests carry `id` and `kind`; each is answered by one message with that id, by `value` or by `problem` (see problem.mjs). A message {progress: true}
// tells in between that rows have come in, {lost: message} that the connection is gone, whatever is asked for.
//   open {settings}                   → what the driver tells of its snapshot, or null: connected, and the one read-only snapshot has begun
//   rows {sql}                        → rows of a small query, text trimmed, NULL as null
//   select {stream, query, columns}   → null: a stream of batches has begun
//   next {stream}                     → the next batch (see batch-columns.mjs), null at the end
//   stop {stream}                     → null
//   probe {}                          → 'busy', 'idle' or 'gone': what a second connection sees the first one doing
//   close {}                          → null: the snapshot is ended and the connection closed
import { parentPort } from 'node:worker_threads';

/**
 * Answers the requests of the thread that started this one. `driver`: {open(settings, tellLost), rows(session, sql), stream(session, query, columns, onProgress), probe(session),
 * close(session), problemOf(error)}; a stream is {next(), stop()}.
 */
export function serve(driver) {
  const streams = new Map();
  let session = null;
  let told = 0;

  /** At most one message a second: it only keeps the watchdog quiet. */
  const onProgress = () => {
    const now = Date.now();
    if (now - told < 1000) return;
    told = now;
    parentPort.postMessage({ progress: true });
  };
  const tellLost = (message) => parentPort.postMessage({ lost: message });

  const answer = async (request) => {
    switch (request.kind) {
      case 'open':
        session = await driver.open(request.settings, tellLost);
        return { value: session.told ?? null };
      case 'rows':
        return { value: await driver.rows(session, request.sql) };
      case 'select':
        streams.set(request.stream, await driver.stream(session, request.query, request.columns, onProgress));
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
        return { value: await driver.probe(session) };
      case 'close':
        if (session !== null) await driver.close(session);
        return { value: null };
      default:
        throw new Error(`unknown request ${request.kind}`);
    }
  };

  parentPort.on('message', async ({ id, ...request }) => {
    try {
      const { value, transfer = [] } = await answer(request);
      parentPort.postMessage({ id, value }, transfer);
    } catch (error) {
      parentPort.postMessage({ id, problem: driver.problemOf(error) });
    }
  });
}
