import { fileFailure } from '../../src/files/index.ts';
import { type Database, type Engine, EngineError, type Files, type Session } from '../../src/ports/index.ts';

/** A point: the number of an operation, the first being 1; or the first one whose name and path match. */
export type At = number | RegExp;

/** What goes wrong at an operation. */
export type Fault =
  | { readonly kind: 'none' }
  /** It does not happen and says so; all others go well. */
  | { readonly kind: 'error'; readonly at: At; readonly code: 'EIO' | 'EACCES' }
  /** From here on nothing can be written. */
  | { readonly kind: 'full'; readonly at: At }
  /** It happens, and the caller is told that it failed. */
  | { readonly kind: 'lost'; readonly at: At }
  /** It happens, its answer is lost, and the storage's own client asks again: the caller gets the second answer. */
  | { readonly kind: 'repeated'; readonly at: At }
  /** The process is gone: neither this operation nor any later one happens. */
  | { readonly kind: 'stop'; readonly at: At }
  /** The process stands still before it until `meanwhile` is over, and goes on as if nothing had been. */
  | { readonly kind: 'freeze'; readonly at: At; readonly meanwhile: () => Promise<void> };

/** An operation on a lake: of the Files port, or a statement of the engine that names the lake's files. */
export interface Point {
  readonly number: number;
  readonly operation: string;
  /** Below the lake. */
  readonly path: string;
  readonly writes: boolean;
}

export interface FaultyPorts {
  readonly files: Files;
  readonly engine: Engine;
  /** What was done, in order. */
  readonly points: readonly Point[];
}

const reading: ReadonlySet<string> = new Set(['read', 'readText', 'stat', 'list', 'listAll']);

/**
 * Ports over the real disk and engine that count the operations on a lake and let one of them go wrong. `after` is called with the path of everything that was done, before the caller
 * hears of it: what it sees is what any other process could see at that moment.
 */
export function faultyPorts(
  real: { readonly files: Files; readonly engine: Engine },
  lake: string,
  fault: Fault,
  after: (path: string) => Promise<void>,
): FaultyPorts {
  const points: Point[] = [];
  let frozen: Promise<void> | null = null;
  let reached = false;
  async function operate<T>(operation: string, path: string, writes: boolean, run: () => Promise<T>) {
    const point = { number: points.length + 1, operation, path: path.replace(lake, ''), writes };
    points.push(point);
    const now = !reached && fault.kind !== 'none' && matches(fault.at, point);
    reached ||= now;
    const perform = async () => {
      const result = await run();
      if (writes) await after(path);
      return result;
    };
    if (frozen !== null) await frozen;
    switch (fault.kind) {
      case 'none':
        return perform();
      case 'error':
        if (now) throw failed(operation, path, fault.code);
        return perform();
      case 'full':
        if (reached && writes && !operation.startsWith('remove')) throw failed(operation, path, 'ENOSPC');
        return perform();
      case 'stop':
        if (reached) throw failed(operation, path, 'EIO');
        return perform();
      case 'lost': {
        const result = await perform();
        if (now) throw failed(operation, path, 'EIO');
        return result;
      }
      case 'repeated':
        if (now) await perform();
        return perform();
      case 'freeze':
        if (now) {
          frozen = fault.meanwhile();
          await frozen;
        }
        return perform();
    }
  }
  const files = Object.fromEntries(
    Object.entries(real.files).map(([name, method]) => [
      name,
      // On a local disk these two do nothing.
      name === 'enginePath' || name === 'fetchForEngine'
        ? method
        : (...parameters: [string, ...unknown[]]) => {
            // Where something new is made the last path says what is seen of it.
            const path = name === 'link' ? (parameters[1] as string) : parameters[0];
            const run = () => (method as (...all: unknown[]) => Promise<unknown>)(...parameters);
            return path.startsWith(lake) ? operate(name, path, !reading.has(name), run) : run();
          },
    ]),
  ) as unknown as Files;
  return { files, engine: faultyEngine(real.engine, lake, operate), points };
}

function matches(at: At, point: Point): boolean {
  return typeof at === 'number' ? point.number === at : at.test(`${point.operation} ${point.path}`);
}

type Operate = <T>(operation: string, path: string, writes: boolean, run: () => Promise<T>) => Promise<T>;

function faultyEngine(real: Engine, lake: string, operate: Operate): Engine {
  const session = (inner: Session): Session => {
    const wrap =
      <T>(run: (sql: string, ...rest: never[]) => Promise<T>) =>
      (sql: string, ...rest: never[]): Promise<T> => {
        if (!sql.includes(lake) && !/^(CREATE TABLE|INSERT|DETACH) /.test(sql)) return run(sql, ...rest);
        const writes = /\b(COPY|ATTACH|DETACH|INSERT)\b/.test(sql);
        return operate(writes ? 'engine-write' : 'engine-read', `${lake}/`, writes, () => run(sql, ...rest));
      };
    return {
      ...inner,
      execute: wrap(inner.execute),
      query: wrap(inner.query),
      rows: wrap(inner.rows),
      createTable: (...parameters) =>
        operate('engine-write', `${lake}/`, true, () => inner.createTable(...parameters)),
    };
  };
  const database = (inner: Database): Database => ({
    ...inner,
    connect: async () => session(await inner.connect()),
  });
  return { ...real, open: async (options) => database(await real.open(options)) };
}

function failed(operation: string, path: string, code: 'EIO' | 'EACCES' | 'ENOSPC'): Error {
  const words = {
    EIO: 'Input/output error',
    EACCES: 'Permission denied',
    ENOSPC: 'No space left on device',
  }[code];
  if (!operation.startsWith('engine')) {
    const error = Object.assign(new Error(`${code}: ${words}, ${operation} '${path}'`), { code });
    return fileFailure(error, operation, path);
  }
  return new EngineError({
    kind: 'IO',
    message: `IO Error: Could not write file "${path}": ${words}`,
    position: null,
    subtype: null,
    candidates: [],
  });
}
