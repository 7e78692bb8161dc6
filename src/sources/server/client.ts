import { Worker } from 'node:worker_threads';
import { DriverFailure, type DriverProblem } from './problem.ts';
import type { RawBatch, WireColumn } from './record-batch.ts';

/** A query as the driver's thread takes it. */
export type DriverQuery = string | Readonly<Record<string, string | number>>;

/** Runs a small query over the system's tables: numbers, texts without trailing spaces, NULL as null. */
export type QueryRows = (sql: string) => Promise<readonly (readonly (string | number | null)[])[]>;

/**
 * A thread with one connection in it. Rejects with DriverFailure, always within a bounded time: a request that makes no progress for `answer_timeout` is looked at through a second
 * connection, and given up if the server does not answer there or does not know the first any more. A query that takes long is left alone.
 */
export interface Client {
  readonly rows: QueryRows;
  /** What the driver tells of the snapshot that it has begun; null: nothing. */
  readonly told: unknown;
  batches(query: DriverQuery, columns: readonly WireColumn[]): AsyncGenerator<RawBatch>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly value?: unknown;
  readonly problem?: DriverProblem;
  readonly lost?: string;
}

interface Pending {
  resolve(value: unknown): void;
  reject(failure: DriverFailure): void;
}

export interface Timeouts {
  /** Seconds until a connection must stand. */
  readonly connect_timeout: number;
  /** Seconds without progress before the server is looked at. */
  readonly answer_timeout: number;
}

/** `thread` is a file that calls worker/serve.mjs; `opening` what its driver connects with. */
export async function connectClient(
  thread: URL,
  opening: Readonly<Record<string, unknown>>,
  settings: Timeouts,
): Promise<Client> {
  // Drivers make local dates; nothing here looks at them, but nothing should depend on the place either.
  const worker = new Worker(thread, {
    env: { TZ: 'UTC' },
    // Rows live for a moment only; a small nursery costs no time and saves as much memory as it is smaller.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const waiting = new Map<number, Pending>();
  let requests = 0;
  let streams = 0;
  let broken: DriverFailure | null = null;
  let watch: NodeJS.Timeout | null = null;

  const fail = (problem: DriverProblem) => {
    broken ??= new DriverFailure(problem);
    for (const { reject } of waiting.values()) reject(broken);
    waiting.clear();
    quiet();
    // It may hang for ever where a server is frozen.
    void worker.terminate();
  };
  const quiet = () => {
    if (watch !== null) clearTimeout(watch);
    watch = null;
    worker.unref();
  };
  const post = (request: { readonly kind: string } & Record<string, unknown>): Promise<unknown> => {
    if (broken !== null) return Promise.reject(broken);
    return new Promise((resolve, reject) => {
      const id = requests++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, ...request });
    });
  };
  const expectProgress = () => {
    if (watch !== null) clearTimeout(watch);
    watch = setTimeout(lookWhy, settings.answer_timeout * 1000);
  };
  let idleBefore = false;
  const lookWhy = () => {
    const patience = settings.connect_timeout * 1000 + 3000;
    watch = setTimeout(() => fail({ kind: 'frozen', seconds: settings.answer_timeout }), patience);
    post({ kind: 'probe' }).then(
      (state) => {
        // Idle once may be the moment between two requests.
        if (state === 'busy' || (state === 'idle' && !idleBefore)) {
          idleBefore = state === 'idle';
          if (waiting.size > 0) expectProgress();
        } else fail({ kind: 'lost', message: 'The server no longer knows the connection.' });
      },
      (failure: DriverFailure) => {
        if (broken !== null) return;
        const { problem } = failure;
        const refused = problem.kind === 'unreachable' && problem.message.includes('ECONNREFUSED');
        if (refused) fail({ kind: 'lost', message: problem.message });
        else if (problem.kind === 'login-unfinished' || problem.kind === 'unreachable')
          fail({ kind: 'frozen', seconds: settings.answer_timeout });
        else fail(problem);
      },
    );
  };

  worker.on('message', (message: Message) => {
    if (message.lost !== undefined) {
      // What the server said before that is told first.
      setImmediate(() => fail({ kind: 'lost', message: message.lost! }));
      return;
    }
    if (message.id === undefined) {
      idleBefore = false;
      if (waiting.size > 0) expectProgress();
      return;
    }
    const request = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.problem === undefined) request?.resolve(message.value);
    else request?.reject(new DriverFailure(message.problem));
    if (waiting.size === 0) quiet();
  });
  worker.on('error', (error) => fail({ kind: 'crashed', message: error.message }));
  worker.on('exit', () => fail({ kind: 'crashed', message: 'The thread with the driver ended.' }));

  const ask = (request: { readonly kind: string } & Record<string, unknown>) => {
    const answer = post(request);
    expectProgress();
    return answer;
  };
  const client: Omit<Client, 'told'> = {
    rows: async (sql) => (await ask({ kind: 'rows', sql })) as (string | number | null)[][],
    async *batches(query, columns) {
      const stream = streams++;
      const plain = columns.map(({ expression: _, ...column }) => column);
      await ask({ kind: 'select', stream, query, columns: plain });
      try {
        // One batch is made while another is used, no more.
        let next = ask({ kind: 'next', stream }) as Promise<RawBatch | null>;
        while (true) {
          const batch = await next;
          if (batch === null) return;
          next = ask({ kind: 'next', stream }) as Promise<RawBatch | null>;
          // Should the reader leave, nobody waits for it any more.
          next.catch(() => undefined);
          yield batch;
        }
      } finally {
        if (broken === null) await ask({ kind: 'stop', stream }).catch(() => undefined);
      }
    },
    async close() {
      if (broken === null) {
        const patience = new Promise((resolve) => setTimeout(resolve, 2000).unref());
        await Promise.race([post({ kind: 'close' }), patience]).catch(() => undefined);
        broken = new DriverFailure({ kind: 'lost', message: 'The session is closed.' });
      }
      quiet();
      await worker.terminate();
    },
  };

  // The thread bounds its own waiting; this is for what it may hang in after the login.
  const patience = setTimeout(
    () => fail({ kind: 'login-unfinished', message: 'The server did not answer after the login.' }),
    settings.connect_timeout * 2000 + 3000,
  );
  try {
    const told = await post({ kind: 'open', settings: opening });
    return { ...client, told };
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    clearTimeout(patience);
  }
}
