import { Field, Float64, Int8, Int32, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import type { ResultColumn } from '../../ports/index.ts';

/** What is handed to the engine of a query of a log: numbers alone. Texts stand in dictionaries that stay here. */
export interface LoggedNumbers {
  readonly line: number;
  /** Milliseconds since 1970; NaN: the log does not say. */
  readonly time: number;
  readonly statement: number;
  readonly user: number;
  readonly calls: number;
  readonly id: number;
  readonly state: number;
}

/** `started`: a query that began, of a trace that may tell of its end too. */
export const states = { query: 0, robot: 1, started: 2, startedRobot: 3 } as const;

export const recordColumns: readonly ResultColumn[] = [
  { name: 'line', type: 'INTEGER' },
  { name: 'time', type: 'DOUBLE' },
  { name: 'statement', type: 'INTEGER' },
  { name: 'usr', type: 'INTEGER' },
  { name: 'calls', type: 'DOUBLE' },
  { name: 'id', type: 'DOUBLE' },
  { name: 'state', type: 'TINYINT' },
];

const size = 65_536;

const schema = new Schema([
  new Field('line', new Int32()),
  new Field('time', new Float64()),
  new Field('statement', new Int32()),
  new Field('usr', new Int32()),
  new Field('calls', new Float64()),
  new Field('id', new Float64()),
  new Field('state', new Int8()),
]);

export interface BatchBuilder {
  readonly add: (row: LoggedNumbers) => void;
  /** The batches that are full; with `all` what is left too. */
  readonly take: (all: boolean) => RecordBatch[];
}

/** Collects rows into Arrow batches. */
export function batchBuilder(): BatchBuilder {
  let full: RecordBatch[] = [];
  let count = 0;
  const fresh = () => ({
    line: new Int32Array(size),
    time: new Float64Array(size),
    statement: new Int32Array(size),
    usr: new Int32Array(size),
    calls: new Float64Array(size),
    id: new Float64Array(size),
    state: new Int8Array(size),
  });
  let columns = fresh();
  const close = () => {
    if (count === 0) return;
    const length = count;
    const children = [
      makeData({ type: new Int32(), length, data: columns.line.subarray(0, length) }),
      makeData({ type: new Float64(), length, data: columns.time.subarray(0, length) }),
      makeData({ type: new Int32(), length, data: columns.statement.subarray(0, length) }),
      makeData({ type: new Int32(), length, data: columns.usr.subarray(0, length) }),
      makeData({ type: new Float64(), length, data: columns.calls.subarray(0, length) }),
      makeData({ type: new Float64(), length, data: columns.id.subarray(0, length) }),
      makeData({ type: new Int8(), length, data: columns.state.subarray(0, length) }),
    ];
    full.push(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, children })));
    columns = fresh();
    count = 0;
  };
  return {
    add: ({ line, time, statement, user, calls, id, state }) => {
      columns.line[count] = line;
      columns.time[count] = time;
      columns.statement[count] = statement;
      columns.usr[count] = user;
      columns.calls[count] = calls;
      columns.id[count] = id;
      columns.state[count] = state;
      if (++count === size) close();
    },
    take: (all) => {
      if (all) close();
      const given = full;
      full = [];
      return given;
    },
  };
}
