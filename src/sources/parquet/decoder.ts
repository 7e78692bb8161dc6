import { Worker } from 'node:worker_threads';

/** Decodes Parquet files, given by open file descriptors, into Arrow IPC streams. Rejects with DamagedParquet or UnreadableParquet. */
export interface Decoder {
  schema(file: DescribedFile): Promise<Uint8Array>;
  batches(file: DescribedFile, columns: readonly string[], limit: number | null): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

export interface DescribedFile {
  readonly fd: number;
  readonly size: number;
}

/** The content makes no sense. */
export class DamagedParquet extends Error {}

/** The system did not give the content. */
export class UnreadableParquet extends Error {}

interface Reply {
  readonly bytes?: Uint8Array | null;
  readonly problem?: string;
  readonly system?: boolean;
}

/** More memory than this is given back with its thread: WebAssembly never shrinks. */
const keptBytes = 64 * 1024 * 1024;

/** A thread that stands idle with nothing open, for the next decoder of this process: to begin one takes longer than to read a small file. */
let idle: Worker | null = null;

/**
 * A thread with parquet-wasm in it. On some damaged files the library panics in a task of its own, where nobody can catch it, and what waits for it would wait for
 * ever; here the thread dies, and the one request that it was at is the one that failed. It is begun again for the next.
 */
export function startDecoder(): Decoder {
  let worker: Worker | null = null;
  let lastTurn: Promise<unknown> = Promise.resolve();
  let streams = 0;

  const ask = (request: object): Promise<Uint8Array | null> =>
    new Promise((resolve, reject) => {
      worker ??= takeWorker();
      const current = worker;
      const onMessage = ({ bytes, problem, system }: Reply) => {
        settle();
        if (problem === undefined) resolve(bytes ?? null);
        else reject(system ? new UnreadableParquet(problem) : new DamagedParquet(problem));
      };
      const onDeath = () => {
        settle();
        worker = null;
        reject(new DamagedParquet('its pages cannot be decoded'));
      };
      const settle = () => {
        current.off('message', onMessage).off('error', onDeath).off('exit', onDeath);
        current.unref();
      };
      current.on('message', onMessage).on('error', onDeath).on('exit', onDeath);
      current.ref();
      current.postMessage(request);
    });

  /** One request at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };

  return {
    schema: ({ fd, size }) => inTurn(async () => (await ask({ kind: 'schema', fd, size }))!),
    async *batches({ fd, size }, columns, limit) {
      const stream = streams++;
      let holder: Worker | null = null;
      await inTurn(async () => {
        await ask({ kind: 'open', stream, fd, size, columns: [...columns], limit });
        holder = worker;
      });
      try {
        while (true) {
          const bytes = await inTurn(() => {
            if (worker !== holder)
              throw new UnreadableParquet('the reader stopped at another file, which is damaged');
            return ask({ kind: 'next', stream });
          });
          if (bytes === null) return;
          yield bytes;
        }
      } finally {
        await inTurn(async () =>
          worker !== null && worker === holder ? ask({ kind: 'stop', stream }) : null,
        ).catch(() => undefined);
      }
    },
    close: () =>
      inTurn(async () => {
        if (worker === null) return;
        // A thread that died while it let go is none to keep.
        const held = await ask({ kind: 'release' }).catch(() => null);
        const used = worker;
        worker = null;
        if (used === null) return;
        if (held !== null && idle === null && bytesIn(held) <= keptBytes) idle = used;
        else await used.terminate();
      }),
  };
}

function takeWorker(): Worker {
  const worker = idle ?? startWorker();
  idle = null;
  return worker;
}

/** The one number of a reply to `release`. */
function bytesIn(reply: Uint8Array): number {
  return new DataView(reply.buffer, reply.byteOffset).getFloat64(0);
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./decode-worker.mjs', import.meta.url));
  // An idle thread does not keep the process alive; whoever waits for it listens for its death.
  worker.unref();
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    if (idle === worker) idle = null;
  });
  return worker;
}
