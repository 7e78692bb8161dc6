/**
 * The commit protocol as a model: tables are lists of what was committed to them, versions have an intent and an outcome, processes are at a place of the protocol. One step of the
 * model is what a process does between two looks at what others share. `step` moves a process on; everything that may happen is some order of steps.
 */

/** A commit: `f` forward of a version, `u` its undo, `u` and `v` a fence, `x` somebody else's. */
export interface LogEntry {
  readonly f?: number;
  readonly u?: number;
  readonly v?: number;
  readonly x?: 1;
}

export type Place =
  | 'start'
  | 'base'
  | 'verify'
  | 'intent'
  | 'began'
  | 'decide'
  | 'forward-read'
  | 'forward-put'
  | 'commit'
  | 'abort'
  | 'decided'
  | 'undo-read'
  | 'undo-put'
  | 'settle-read'
  | 'settle-put'
  | 'end';

export interface ModelProcess {
  readonly kind: 'apply' | 'recover';
  place: Place;
  /** The version at work, the table, and what a put of it is based on. */
  version: number;
  table: number;
  length: number;
  fence: boolean;
  mine: boolean;
  bases: number[];
  result: 'committed' | 'aborted' | 'lost' | 'moved' | 'done' | null;
}

export interface ModelState {
  readonly logs: LogEntry[][];
  readonly intents: Record<number, { readonly bases: readonly number[] }>;
  readonly outcomes: Record<number, 'committed' | 'aborted'>;
  readonly processes: ModelProcess[];
}

/** What the protocol could do without; each shows what it is for. */
export interface Variant {
  /** An apply goes on from a version that was aborted without seeing to it that it is taken back. */
  readonly baseUnsettled?: boolean;
  /** A version that is taken back leaves nothing where it had not come yet. */
  readonly noFence?: boolean;
  /** A process does not look whether a version's commit is there already. */
  readonly noTransaction?: boolean;
}

export const tables = [0, 1] as const;

export function modelProcess(kind: ModelProcess['kind']): ModelProcess {
  return {
    kind,
    place: 'start',
    version: 0,
    table: 0,
    length: 0,
    fence: false,
    mine: false,
    bases: [],
    result: null,
  };
}

export function modelState(kinds: readonly ModelProcess['kind'][]): ModelState {
  return { logs: tables.map(() => []), intents: {}, outcomes: {}, processes: kinds.map(modelProcess) };
}

export function newest(state: ModelState): number {
  return Math.max(0, ...Object.keys(state.intents).map(Number));
}

/** Moves a process on by one step, in place. `missing`: a file that the table at hand needs is gone. */
export function step(state: ModelState, process: ModelProcess, missing = false, variant: Variant = {}): void {
  const { logs, intents, outcomes } = state;
  const log = logs[process.table] ?? [];
  const { version } = process;
  switch (process.place) {
    case 'start': {
      const head = newest(state);
      if (head > 0 && outcomes[head] === undefined) begin(process, head, 'decide');
      else if (outcomes[head] === 'aborted') begin(process, head, 'undo-read');
      else if (process.kind === 'recover') end(process, 'done');
      else process.place = 'base';
      return;
    }
    case 'base': {
      const head = newest(state);
      if (head > 0 && outcomes[head] === undefined) {
        end(process, 'moved');
        return;
      }
      process.bases = [];
      begin(process, head, outcomes[head] === 'aborted' && !variant.baseUnsettled ? 'settle-read' : 'verify');
      return;
    }
    case 'verify':
      process.bases.push(logs[process.bases.length]!.length);
      if (process.bases.length === tables.length) process.place = 'intent';
      return;
    case 'intent': {
      const next = version + 1;
      if (intents[next] !== undefined) {
        end(process, 'lost');
        return;
      }
      intents[next] = { bases: process.bases };
      begin(process, next, 'began');
      process.mine = true;
      return;
    }
    case 'began':
      if (newest(state) > version) {
        end(process, 'moved');
        return;
      }
      process.place = 'decide';
      return;
    case 'decide':
      if (newest(state) > version) {
        finish(process, outcomes[version]!);
        return;
      }
      process.place = 'forward-read';
      return;
    case 'forward-read': {
      if (!variant.noTransaction && log.some((entry) => entry.f === version || entry.v === version))
        nextTable(process, 'commit');
      else if (missing || log.slice(intents[version]!.bases[process.table]).some((entry) => entry.x === 1))
        process.place = 'abort';
      else {
        process.length = log.length;
        process.place = 'forward-put';
      }
      return;
    }
    case 'forward-put':
      process.place = 'forward-read';
      if (log.length !== process.length) return;
      log.push({ f: version });
      nextTable(process, 'commit');
      return;
    case 'commit':
    case 'abort':
      outcomes[version] ??= process.place === 'commit' ? 'committed' : 'aborted';
      process.place = 'decided';
      return;
    case 'decided':
      process.table = 0;
      // A later version was begun: then somebody has taken this one back already, if it had to be.
      if (outcomes[version] === 'committed' || newest(state) > version) finish(process, outcomes[version]!);
      else process.place = 'undo-read';
      return;
    case 'undo-read':
    case 'settle-read': {
      const settling = process.place === 'settle-read';
      process.fence = !log.some((entry) => entry.f === version);
      if (log.some((entry) => entry.u === version) || (process.fence && variant.noFence))
        undone(process, settling);
      else {
        process.length = log.length;
        process.place = settling ? 'settle-put' : 'undo-put';
      }
      return;
    }
    case 'undo-put':
    case 'settle-put': {
      const settling = process.place === 'settle-put';
      process.place = settling ? 'settle-read' : 'undo-read';
      if (log.length !== process.length) return;
      log.push(process.fence ? { u: version, v: version } : { u: version });
      undone(process, settling);
      return;
    }
    case 'end':
      return;
  }
}

function begin(process: ModelProcess, version: number, place: Place): void {
  process.version = version;
  process.table = 0;
  process.mine = false;
  process.place = place;
}

function nextTable(process: ModelProcess, afterLast: Place): void {
  process.table++;
  if (process.table === tables.length) process.place = afterLast;
}

function undone(process: ModelProcess, settling: boolean): void {
  process.place = settling ? 'settle-read' : 'undo-read';
  process.table++;
  if (process.table < tables.length) return;
  if (settling) begin(process, process.version, 'verify');
  else finish(process, 'aborted');
}

/** Who has finished another's version goes on with work of its own. */
function finish(process: ModelProcess, result: 'committed' | 'aborted'): void {
  if (process.mine || process.kind === 'recover') end(process, process.mine ? result : 'done');
  else process.place = 'base';
}

function end(process: ModelProcess, result: ModelProcess['result']): void {
  process.place = 'end';
  process.result = result;
}
