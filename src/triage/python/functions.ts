import { dialectOfAddress } from '../estate/dialect-of-address.ts';
import { shownText } from '../estate/text-with-holes.ts';
import { dialectOfAirflow, isHook, noteDag } from './airflow-names.ts';
import {
  argument,
  asFrame,
  type Call,
  memoryFile,
  notFollowed,
  sourcesIn,
  textsOf,
  valuesOf,
} from './call.ts';
import { dialectOfModule } from './dialect-of-module.ts';
import { copyFile, openFile, openPath, readFile } from './files.ts';
import {
  closedFrame,
  columnNames,
  type Frame,
  frameOfSource,
  type Origin,
  openFrame,
  uniteFrames,
} from './frame.ts';
import { merge, originsIn } from './frame-methods.ts';
import { joinTexts } from './join-text.ts';
import { stretch } from './schedule-words.ts';
import {
  type Arguments,
  type ConnectionValue,
  eachOption,
  holeOf,
  plainText,
  plainTexts,
  type TextValue,
  textOf,
  unknown,
  type Value,
} from './value.ts';

const fileReaders = new Set([
  'read_csv', 'read_table', 'read_excel', 'read_parquet', 'read_json', 'read_fwf', 'read_feather', 'read_pickle',
  'read_xml', 'read_html', 'read_hdf', 'read_orc', 'read_sas', 'read_spss', 'read_stata', 'scan_csv', 'scan_parquet',
  'read_ipc', 'read_ndjson',
]); // biome-ignore format: a table
const queryReaders = new Set([
  'read_sql',
  'read_sql_query',
  'read_database',
  'read_database_uri',
  'read_gbq',
]);
const copies = new Set(['copy', 'copy2', 'copyfile', 'move', 'rename', 'replace']);
const programs = /^(?:os\.(?:system|popen)|subprocess\.\w+)$/;

export function connection(dialect: ConnectionValue['dialect']): ConnectionValue {
  return { kind: 'connection', dialect, state: { last: [] } };
}

/** Runs what a value says as SQL, each text that it may be. */
export function runSql(
  call: Call,
  kind: string,
  value: Value | undefined,
  words: string,
  on: Value | undefined,
): Frame {
  const dialect = (on?.kind === 'connection' ? on.dialect : null) ?? call.dialect;
  const sources = eachOption(value).flatMap((each) => {
    const given = each.kind === 'text' ? each : holeOf(words, call.at.line);
    const found = sqlOfFile(call, given) ?? given;
    const text = found === given && isPath(given) ? { ...given, pieces: [] } : found;
    if (
      !/\s/.test(
        text.pieces
          .filter((piece) => typeof piece === 'string')
          .join('')
          .trim(),
      ) &&
      text.pieces.length === 1
    )
      return call.recorder.runSql(
        call.at,
        kind,
        typeof text.pieces[0] === 'string' ? text : { ...text, pieces: [] },
        dialect,
      );
    return call.recorder.runSql(call.at, kind, text, dialect);
  });
  return openFrame(sources);
}

/** Where a text is not SQL but the path of a file of it: what stands there. */
function sqlOfFile(call: Call, text: TextValue): TextValue | null {
  const last = text.pieces.at(-1);
  return typeof last === 'string' && /^[^\n;]*\.sql\s*$/i.test(last) ? call.textOfFile(text) : null;
}

/** A path, where SQL is looked for: what stands in the file is not known. */
function isPath(text: TextValue): boolean {
  const written = shownText(text).trim();
  return (
    /^[^\n;()=]*(?:\.sql|\/\{[^\n]*\})$/i.test(written) &&
    !/^(?:select|with|insert|update|delete|merge|create|alter|drop|truncate|exec|call|begin|declare|copy|--|\/\*)\b/i.test(
      written,
    )
  );
}

/** A function of a module, by its full name, or one that no module is known of. */
export function callFunction(call: Call, name: string, args: Arguments): Value {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const [first] = args.positional;
  if (fileReaders.has(last)) return readFile(call, last, args);
  if (queryReaders.has(last)) {
    // pandas takes the name of a table too.
    const words = call.words.get(args.named.has('sql') ? 'sql' : 0) ?? 'sql';
    return runSql(
      call,
      'read_sql',
      argument(args, 0, last === 'read_sql' ? 'sql' : 'query') ?? args.named.get('sql'),
      words,
      argument(args, 1, 'con'),
    );
  }
  if (last === 'read_sql_table') {
    const schema = plainText(args.named.get('schema'));
    const columns = plainTexts(args.named.get('columns'));
    const frames = textsOf(call, args, 0, 'table_name').map((table) =>
      frameOfSource(
        call.recorder.readTable(
          call.at,
          schema === null ? table : { ...table, pieces: [`${schema}.`, ...table.pieces] },
          columns,
        ),
      ),
    );
    return uniteFrames(frames);
  }
  switch (last) {
    case 'create_engine':
    case 'connect': {
      const address = valuesOf(args)
        .map((each) =>
          each.kind === 'text' ? each.pieces.filter((piece) => typeof piece === 'string').join('') : '',
        )
        .join(' ');
      const known = dialectOfAddress(address);
      return connection(known ?? dialectOfModule(name));
    }
    case 'Client':
      return name.startsWith('google.cloud.bigquery') ? connection('bigquery') : notFollowed(valuesOf(args));
    case 'open':
      return openFile(call, args);
    case 'ExcelWriter':
    case 'ExcelFile':
      return openPath(call, last, textsOf(call, args, 0, 'path')[0], last === 'ExcelWriter', null);
    case 'reader':
    case 'DictReader':
      return first?.kind === 'handle' && first.source !== null
        ? openFrame([first.source])
        : notFollowed(valuesOf(args));
    case 'writer':
    case 'DictWriter': {
      const columns = plainTexts(argument(args, 1, 'fieldnames'));
      if (first?.kind !== 'handle') return unknown;
      if (columns !== null)
        call.recorder.writeFile({ ...call.at, from: first.opened }, 'open', first.path, columns);
      return { ...first, columns };
    }
    case 'text':
    case 'dedent':
    case 'Path':
    case 'PurePath':
    case 'str':
    case 'SQL':
    case 'abspath':
    case 'expanduser':
    case 'realpath':
    case 'normpath':
      return first ?? unknown;
    case 'expandvars':
      return first?.kind === 'text' ? withVariables(first) : (first ?? unknown);
    case 'getcwd':
    case 'cwd':
      return textOf('.', call.at.line);
    case 'dirname':
      return first?.kind === 'text' ? { ...first, pieces: [...first.pieces, '/..'] } : unknown;
    case 'StringIO':
    case 'BytesIO':
      return memoryFile(args.positional);
    case 'timedelta':
    case 'relativedelta':
      return stretch(call.words, call.at.line);
    case 'execute_values':
    case 'execute_batch':
      if (args.positional.length < 2) return notFollowed(valuesOf(args));
      return runSql(call, 'execute', args.positional[1], call.words.get(1) ?? 'sql', first);
    case 'write_pandas': {
      const frame = asFrame(argument(args, 1, 'df'));
      const keys = textsOf(call, args, 2, 'table_name').map((table) =>
        call.recorder.writeTable(call.at, last, table, frame === null ? null : columnNames(frame)),
      );
      call.recorder.flow(keys, frame ?? []);
      return unknown;
    }
    case 'DAG':
    case 'dag':
      noteDag(call, args);
      return unknown;
    case 'ipython_sql':
      return runSql(call, 'execute', first, 'sql', undefined);
    case 'ipython_run':
      if (first?.kind === 'text') call.recorder.runProgram(call.at, first);
      return unknown;
    case 'exec':
    case 'execfile':
    case 'run_path': {
      const script = /['"]([^'"]+\.pyw?)['"]/.exec(call.at.text)?.[1];
      if (script !== undefined) call.recorder.runProgram(call.at, textOf(`python ${script}`, call.at.line));
      return unknown;
    }
    case 'join':
      return joinTexts(
        args.positional.flatMap((value, index) => [
          ...(index > 0
            ? [
                {
                  value: { kind: 'text', pieces: ['/'], line: call.at.line, literals: [] } as Value,
                  name: '',
                },
              ]
            : []),
          { value, name: call.words.get(index) ?? 'path' },
        ]),
        call.at.line,
      );
    case 'glob':
    case 'iglob':
      return { kind: 'list', items: first === undefined ? [] : [first] };
    case 'DataFrame':
      return makeFrame(args);
    case 'concat':
    case 'append':
      return concat(args);
    case 'merge': {
      const left = asFrame(argument(args, 0, 'left'));
      return left === null
        ? notFollowed(valuesOf(args))
        : merge(left, argument(args, 1, 'right'), args, 'merge');
    }
    case 'dump': {
      const handle = args.positional[1];
      if (handle?.kind === 'handle') call.recorder.flow(handle.keys, sourcesIn([first ?? unknown]));
      return unknown;
    }
    case 'load':
      return first?.kind === 'handle' && first.source !== null ? openFrame([first.source]) : unknown;
    case 'len':
    case 'isinstance':
    case 'type':
      return unknown;
    case 'list':
    case 'tuple':
    case 'set':
    case 'sorted':
    case 'reversed':
    case 'iter':
    case 'tqdm':
      return first ?? { kind: 'list', items: [] };
    case 'enumerate':
      return first === undefined
        ? unknown
        : { kind: 'list', items: itemsOf(first).map((item) => ({ kind: 'list', items: [unknown, item] })) };
    case 'zip': {
      const lists = args.positional.map(itemsOf);
      const length = Math.min(...lists.map((list) => list.length));
      return {
        kind: 'list',
        items:
          lists.length === 0
            ? []
            : (lists[0] ?? [])
                .slice(0, length)
                .map((_, index) => ({ kind: 'list', items: lists.map((list) => list[index]!) })),
      };
    }
    default:
  }
  if (copies.has(last) && /^(?:shutil|os)\./.test(name)) return copyFile(call, last, args);
  if (programs.test(name)) {
    const command = first?.kind === 'list' ? joinTexts(spaced(first.items), call.at.line) : first;
    for (const each of eachOption(command ?? unknown))
      call.recorder.runProgram(
        call.at,
        each.kind === 'text' ? each : holeOf(call.words.get(0) ?? 'command', call.at.line),
      );
    return unknown;
  }
  if (isHook(last)) return connection(dialectOfAirflow(last));
  return notFollowed(valuesOf(args));
}

/** What a loop over a value sees. */
export function itemsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'list':
      return value.items;
    case 'dict':
      return value.entries.map(([key]) => key);
    case 'connection':
      return [openFrame(value.state.last)];
    case 'handle':
      return [value.source === null ? unknown : openFrame([value.source])];
    case 'either':
      return value.options.flatMap(itemsOf);
    case 'frame':
    case 'series':
      return [value];
    default:
      return [unknown];
  }
}

/** `$HOME/x` and `${HOME}/x`: what only a run knows has the name of its variable. */
function withVariables(text: TextValue): TextValue {
  const pieces = text.pieces.flatMap((piece) =>
    typeof piece !== 'string'
      ? [piece]
      : piece
          .split(/\$\{?(\w+)\}?/)
          .map((part, index) => (index % 2 === 1 ? { hole: part } : part))
          .filter((part) => part !== ''),
  );
  return { ...text, pieces };
}

function spaced(items: readonly Value[]): readonly { readonly value: Value; readonly name: string }[] {
  return items.flatMap((value, index) => [
    ...(index > 0 ? [{ value: textOf(' ', 1), name: '' }] : []),
    { value, name: 'argument' },
  ]);
}

function makeFrame(args: Arguments): Value {
  const data = argument(args, 0, 'data');
  const names = plainTexts(args.named.get('columns'));
  if (data?.kind === 'frame' && names === null) return data;
  const columns = new Map<string, readonly Origin[]>();
  const sources = data === undefined ? [] : sourcesIn([data]);
  if (data?.kind === 'dict')
    for (const [key, value] of data.entries) {
      const name = plainText(key);
      if (name === null) return openFrame(sources);
      columns.set(name, originsIn(value).origins);
    }
  else if (names === null) return openFrame(sources);
  for (const name of names ?? []) if (!columns.has(name)) columns.set(name, []);
  return closedFrame(columns, sources);
}

function concat(args: Arguments): Value {
  const [first] = args.positional;
  const frames = (first === undefined ? [] : itemsOf(first)).map(asFrame).filter((each) => each !== null);
  return frames.length === 0 ? unknown : uniteFrames(frames);
}
