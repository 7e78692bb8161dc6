import { type Call, notFollowed, sourcesIn, valuesOf } from './call.ts';
import { copyTable } from './copies.ts';
import { openPath } from './files.ts';
import { closedFrame, openFrame } from './frame.ts';
import { frameMethod, groupedMethod } from './frame-methods.ts';
import { connection, runSql } from './functions.ts';
import { formatBraces, joinTexts } from './join-text.ts';
import {
  type Arguments,
  eachOption,
  holeOf,
  plainText,
  slash,
  type TextValue,
  textOf,
  unknown,
  type Value,
} from './value.ts';

const executes = new Set([
  'execute',
  'executemany',
  'execute_batch',
  'executescript',
  'exec_driver_sql',
  'execute_string',
  'sql',
  'query',
  'scalar',
  'scalars',
  'execute_many',
  'run',
  'get_records',
  'get_first',
  'get_pandas_df',
  'get_df',
  'copy_expert',
]);

/** A method of a value. `words`: of the arguments, see Call. */
export function callMethod(call: Call, on: Value, name: string, args: Arguments): Value {
  switch (on.kind) {
    case 'text':
      return textMethod(call, on, name, args);
    case 'frame':
      return frameMethod(call, on, name, args);
    case 'grouped':
      return groupedMethod(on, name, args);
    case 'series':
      if (name.startsWith('to_') && name !== 'to_list' && name !== 'to_frame' && name !== 'to_numpy')
        return frameMethod(
          call,
          closedFrame(new Map([[on.name ?? '0', on.origins]]), on.sources),
          name,
          args,
        );
      return on;
    case 'handle':
      return handleMethod(call, on, name, args);
    case 'list':
      return name === 'append' || name === 'extend' ? unknown : notFollowed([on, ...valuesOf(args)]);
    case 'dict':
      if (name === 'items')
        return {
          kind: 'list',
          items: on.entries.map(([key, value]) => ({ kind: 'list', items: [key, value] })),
        };
      if (name === 'keys') return { kind: 'list', items: on.entries.map(([key]) => key) };
      if (name === 'values') return { kind: 'list', items: on.entries.map(([, value]) => value) };
      return notFollowed([on, ...valuesOf(args)]);
    default:
  }
  if (executes.has(name) && looksLikeSql(args.positional[0], on.kind === 'connection')) {
    const frame = runSql(call, 'execute', args.positional[0], call.words.get(0) ?? 'sql', on);
    if (on.kind !== 'connection') return frame;
    on.state.last = frame.sources;
    return on;
  }
  if (name === 'callproc' && args.positional[0] !== undefined) {
    const words = call.words.get(0) ?? 'procedure';
    for (const each of eachOption(args.positional[0])) {
      const called = each.kind === 'text' ? each : holeOf(words, call.at.line);
      runSql(call, 'execute', { ...called, pieces: ['CALL ', ...called.pieces, '()'] }, words, on);
    }
    return on;
  }
  if (on.kind === 'connection' || on.kind === 'unknown') {
    const copied = copyTable(call, name, args);
    if (copied !== null) return copied;
  }
  if (on.kind === 'connection') {
    if (/^(?:cursor|connect|begin|raw_connection|session)$/.test(name)) return connection(on.dialect);
    if (/^fetch|^(?:all|df|fetchdf|result|to_dataframe|to_pandas|toPandas|mappings|one|first)$/.test(name))
      return openFrame(on.state.last);
    if (name === 'close' || name === 'commit' || name === 'rollback' || name === 'dispose') return unknown;
    return on;
  }
  if (name === 'cursor') return connection(null);
  return notFollowed([on, ...valuesOf(args)]);
}

/** Whether a text may be SQL: a method called `query` or `execute` need not have to do with a database. */
function looksLikeSql(value: Value | undefined, isDatabase: boolean): boolean {
  if (value === undefined) return false;
  if (isDatabase) return true;
  const options = value.kind === 'either' ? value.options : [value];
  return options.some((each) => each.kind === 'text' && startsLikeSql(each));
}

const leading =
  /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*|\(\s*)*(?:select|with|insert|update|delete|merge|create|alter|drop|truncate|exec|execute|call|replace|begin|declare|copy|grant|refresh|set)\b/i;

export function startsLikeSql(text: TextValue): boolean {
  const [first] = text.pieces;
  return typeof first === 'string' && leading.test(first);
}

function textMethod(call: Call, text: TextValue, name: string, args: Arguments): Value {
  switch (name) {
    case 'format':
      return formatBraces(text, args.positional, args.named);
    case 'format_map':
      return args.positional[0]?.kind === 'dict'
        ? formatBraces(
            text,
            [],
            new Map(
              args.positional[0].entries.flatMap(([key, value]) =>
                plainText(key) === null ? [] : [[plainText(key)!, value] as const],
              ),
            ),
          )
        : text;
    case 'join': {
      const [list] = args.positional;
      if (list?.kind !== 'list')
        return {
          kind: 'text',
          pieces: [{ hole: call.words.get(0) ?? 'values' }],
          line: text.line,
          literals: [],
        };
      return joinTexts(
        list.items.flatMap((value, index) => [
          ...(index > 0 ? [{ value: text, name: '' }] : []),
          { value, name: 'value' },
        ]),
        text.line,
      );
    }
    case 'strip':
    case 'lstrip':
    case 'rstrip':
    case 'bindparams':
    case 'encode':
    case 'decode':
    case 'resolve':
    case 'absolute':
    case 'as_posix':
      return text;
    case 'lower':
    case 'upper': {
      const change = (piece: string) => (name === 'lower' ? piece.toLowerCase() : piece.toUpperCase());
      return {
        ...text,
        pieces: text.pieces.map((piece) => (typeof piece === 'string' ? change(piece) : piece)),
      };
    }
    case 'replace': {
      const from = plainText(args.positional[0]);
      const [, to] = args.positional;
      if (from === null || from === '' || to === undefined) return text;
      const parts = text.pieces.flatMap((piece) =>
        typeof piece !== 'string'
          ? [{ value: { ...text, pieces: [piece], literals: [] } as Value, name: '' }]
          : piece
              .split(from)
              .flatMap((part, index) => [
                ...(index > 0 ? [{ value: to, name: call.words.get(1) ?? 'value' }] : []),
                { value: { ...text, pieces: [part], literals: [] } as Value, name: '' },
              ]),
      );
      const made = joinTexts(parts, text.line);
      return made.kind === 'text' ? { ...made, line: text.line, literals: text.literals } : made;
    }
    case 'joinpath':
      return joinTexts(
        [
          { value: text, name: '' },
          ...args.positional.flatMap((value, index) => [
            { value: slash(text.line), name: '' },
            { value, name: call.words.get(index) ?? 'path' },
          ]),
        ],
        text.line,
      );
    case 'with_suffix':
    case 'with_name':
      return {
        ...text,
        pieces: [...text.pieces, ...(args.positional[0]?.kind === 'text' ? args.positional[0].pieces : [])],
      };
    case 'iterdir':
    case 'rglob':
    case 'glob': {
      const all = joinTexts(
        [
          { value: text, name: '' },
          { value: slash(text.line), name: '' },
          { value: args.positional[0] ?? textOf('*', text.line), name: 'pattern' },
        ],
        text.line,
      );
      return { kind: 'list', items: [all] };
    }
    case 'open': {
      const mode = plainText(args.positional[0] ?? args.named.get('mode')) ?? 'r';
      return openPath(call, 'open', text, /[wax+]/.test(mode), null);
    }
    case 'read_text':
    case 'read_bytes':
      call.recorder.readFile(call.at, name, text, null).state.all = true;
      return call.textOfFile(text) ?? unknown;
    case 'write_text':
    case 'write_bytes':
      call.recorder.flow([call.recorder.writeFile(call.at, name, text, null)], sourcesIn(args.positional));
      return unknown;
    case 'split':
      return unknown;
    default:
      return unknown;
  }
}

function handleMethod(
  call: Call,
  on: Extract<Value, { kind: 'handle' }>,
  name: string,
  args: Arguments,
): Value {
  if (on.writes) {
    call.recorder.flow(on.keys, sourcesIn(valuesOf(args)));
    return unknown;
  }
  if (on.source === null) return unknown;
  if (name === 'parse') return openFrame([on.source]);
  if (name === 'read' || name === 'read_text') {
    const text = call.textOfFile(on.path);
    if (text !== null) return text;
  }
  if (name.startsWith('read')) {
    on.source.state.all = true;
    return openFrame([on.source]);
  }
  return unknown;
}
