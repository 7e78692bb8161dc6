// A thread that decodes Parquet files for decoder.ts. It is plain JavaScript because a worker's file must run as it stands, from src and from dist.
// Requests: {file, fd, size, columns?, limit?}; a first one for a file opens it. Replies: one for each request, in order.
//   kind 'schema'  → {bytes}: the schema as an Arrow IPC stream
//   kind 'open'    → {}: a stream of batches has begun
//   kind 'next'    → {bytes}: the next batch as an Arrow IPC stream, or null at the end
//   kind 'stop'    → {}: the stream is let go
//   kind 'release' → {bytes}: every file and stream is let go; the bytes of memory that the thread holds, as one float64
// A failure is answered by {problem, system}: `system` tells that the file system, not the file's content, is the cause.
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { ParquetFile, wasmMemory } from 'parquet-wasm';

/** Rows that are taken out of WebAssembly at once. */
const batchRows = 16_384;

const files = new Map();
const streams = new Map();
let systemProblem = null;

parentPort.on('message', async (request) => {
  systemProblem = null;
  try {
    const bytes = await answer(request);
    parentPort.postMessage({ bytes }, bytes ? [bytes.buffer] : []);
  } catch (error) {
    const problem = systemProblem ?? (error instanceof Error ? error.message : String(error));
    parentPort.postMessage({ problem, system: systemProblem !== null });
  }
});

async function answer(request) {
  switch (request.kind) {
    case 'schema':
      return (await fileOf(request)).schema().intoIPCStream();
    case 'open': {
      const { columns, limit } = request;
      const options = { batchSize: batchRows, columns, ...(limit === null ? {} : { limit }) };
      streams.set(request.stream, (await (await fileOf(request)).stream(options)).getReader());
      return null;
    }
    case 'next': {
      const { done, value } = await streams.get(request.stream).read();
      return done ? null : value.intoIPCStream();
    }
    case 'stop':
      await streams.get(request.stream)?.cancel();
      streams.delete(request.stream);
      return null;
    case 'release': {
      for (const stream of streams.values()) await stream.cancel();
      streams.clear();
      for (const file of files.values()) file.free();
      files.clear();
      const held = new Uint8Array(8);
      new DataView(held.buffer).setFloat64(0, wasmMemory().buffer.byteLength);
      return held;
    }
    default:
      throw new Error(`unknown request ${request.kind}`);
  }
}

async function fileOf({ fd, size }) {
  let file = files.get(fd);
  if (file === undefined) {
    file = await ParquetFile.fromFile(range(fd, 0, size));
    files.set(fd, file);
  }
  return file;
}

/** As much of Blob as the reader uses. Node's own file-backed Blob takes a path, not an open file. */
function range(fd, start, end) {
  return {
    type: '',
    size: end - start,
    slice: (from = 0, to = end - start) => range(fd, start + from, Math.min(end, start + to)),
    async arrayBuffer() {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      try {
        while (filled < bytes.length) {
          const read = readSync(fd, bytes, filled, bytes.length - filled, start + filled);
          if (read === 0) throw new Error('the file ends early');
          filled += read;
        }
      } catch (error) {
        systemProblem = error.message;
        throw error;
      }
      return bytes.buffer;
    },
  };
}
