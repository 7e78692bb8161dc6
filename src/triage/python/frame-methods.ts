import { argument, asFrame, type Call, notFollowed, textsOf, valuesOf, writeToMemory } from './call.ts';
import {
  closedFrame,
  columnNames,
  dropColumns,
  type Frame,
  joinFrames,
  type Origin,
  originsOf,
  renameColumns,
  type Series,
  selectColumns,
  seriesOf,
  setColumn,
  useAll,
  useColumns,
  withoutNames,
} from './frame.ts';
import { type Arguments, plainText, plainTexts, type Value } from './value.ts';

/** Methods that give the same columns; the named arguments are columns that they look at. */
const keepsColumns: Readonly<Record<string, readonly (readonly [position: number, name: string])[]>> = {
  head: [], tail: [], copy: [], sample: [], fillna: [], ffill: [], bfill: [], reset_index: [], sort_index: [],
  replace: [], round: [], astype: [], convert_dtypes: [], infer_objects: [], clip: [], abs: [], compute: [], persist: [],
  collect: [], lazy: [], to_pandas: [], limit: [], rename_axis: [], truncate: [], where: [], mask: [], add_prefix: [],
  dropna: [[-1, 'subset']],
  drop_duplicates: [[0, 'subset']],
  sort_values: [[0, 'by']],
  nlargest: [[1, 'columns']],
  nsmallest: [[1, 'columns']],
  set_index: [[0, 'keys']],
  explode: [[0, 'column']],
}; // biome-ignore format: a table

/** What a table can be asked without any of its columns being read. */
const facts = new Set([
  'shape',
  'empty',
  'columns',
  'index',
  'dtypes',
  'size',
  'ndim',
  'info',
  'memory_usage',
  'keys',
]);

const aggregates = new Set([
  'sum', 'mean', 'median', 'min', 'max', 'count', 'size', 'nunique', 'first', 'last', 'std', 'var', 'prod', 'any', 'all',
  'cumsum', 'cumcount', 'rank', 'head', 'tail', 'nth', 'quantile', 'sem', 'shift', 'diff', 'ffill', 'bfill',
]); // biome-ignore format: a table

export const writers: Readonly<Record<string, string>> = {
  to_csv: 'path_or_buf',
  to_excel: 'excel_writer',
  to_parquet: 'path',
  to_json: 'path_or_buf',
  to_feather: 'path',
  to_pickle: 'path',
  to_xml: 'path_or_buffer',
  to_html: 'buf',
  to_hdf: 'path_or_buf',
  to_orc: 'path',
  to_stata: 'path',
  write_csv: 'file',
  write_parquet: 'file',
  write_excel: 'workbook',
  write_json: 'file',
};

/** An attribute of a table: `df.name`. */
export function frameAttribute(frame: Frame, name: string): Value | null {
  if (facts.has(name)) return { kind: 'unknown' };
  if (['loc', 'iloc', 'T', 'values', 'iat', 'at'].includes(name))
    return name === 'loc' || name === 'iloc' ? frame : withoutNames(frame);
  return null;
}

/** A method of a table. */
export function frameMethod(call: Call, frame: Frame, name: string, args: Arguments): Value {
  const looked = keepsColumns[name];
  if (looked !== undefined) {
    for (const [position, argumentName] of looked)
      useColumns(frame, plainTexts(argument(args, position, argumentName)) ?? []);
    return frame;
  }
  if (writers[name] !== undefined) return writeFrame(call, frame, name, args);
  switch (name) {
    case 'to_gbq':
    case 'to_sql': {
      const part = selected(frame, args);
      const schema = plainText(args.named.get('schema'));
      const keys = textsOf(call, args, 0, name === 'to_gbq' ? 'destination_table' : 'name').map((table) => {
        const full = schema === null ? table : { ...table, pieces: [`${schema}.`, ...table.pieces] };
        return call.recorder.writeTable(call.at, name, full, columnNames(part));
      });
      call.recorder.flow(keys, part);
      return { kind: 'unknown' };
    }
    case 'filter':
    case 'select': {
      const columns = plainTexts(
        args.named.get('items') ??
          (args.positional.length === 1 ? args.positional[0] : { kind: 'list', items: args.positional }),
      );
      return columns === null ? withoutNames(frame) : selectColumns(frame, columns);
    }
    case 'rename': {
      const names = renamings(
        args.named.get('columns') ?? (args.named.has('axis') ? args.positional[0] : undefined),
      );
      return names === null ? withoutNames(frame) : renameColumns(frame, names);
    }
    case 'drop': {
      const columns = plainTexts(args.named.get('columns') ?? args.positional[0]);
      return columns === null ? withoutNames(frame) : dropColumns(frame, columns);
    }
    case 'pop':
    case 'get': {
      const column = plainText(args.positional[0]);
      return column === null ? withoutNames(frame) : seriesOf(frame, [column]);
    }
    case 'assign': {
      let made = frame;
      for (const [column, value] of args.named) {
        if (value.kind === 'function') useAll(frame);
        made = setColumn(made, column, originsIn(value));
      }
      return made;
    }
    case 'insert': {
      const column = plainText(args.positional[1]);
      return column === null ? frame : setColumn(frame, column, originsIn(args.positional[2]));
    }
    case 'merge':
    case 'join':
      return merge(frame, argument(args, 0, name === 'join' ? 'other' : 'right'), args, name);
    case 'groupby':
    case 'group_by': {
      const keys = plainTexts(argument(args, 0, 'by'));
      if (keys === null) return withoutNames(frame);
      useColumns(frame, keys);
      return { kind: 'grouped', frame, keys, selection: null };
    }
    case 'pivot_table':
    case 'pivot': {
      const named = ['index', 'columns', 'values'].map((each) => plainTexts(args.named.get(each)));
      if (named.includes(null)) return withoutNames(frame);
      useColumns(
        frame,
        named.flatMap((each) => each!),
      );
      return {
        ...withoutUse(frame),
        columns: new Map(named[0]!.map((each) => [each, originsOf(frame, each)])),
      };
    }
    case 'agg':
    case 'aggregate':
      return aggregate(frame, [], args);
    case 'itertuples':
    case 'iterrows':
    case 'to_dict':
    case 'iter_rows':
      return frame;
    default:
      return facts.has(name) ? { kind: 'unknown' } : notFollowed([frame, ...valuesOf(args)]);
  }
}

/** A method of `df.groupby(…)`. */
export function groupedMethod(
  { frame, keys, selection }: Extract<Value, { kind: 'grouped' }>,
  name: string,
  args: Arguments,
): Value {
  if (name === 'agg' || name === 'aggregate') return aggregate(frame, keys, args, selection);
  if (!aggregates.has(name)) return notFollowed([frame, ...valuesOf(args)]);
  if (name === 'size' || name === 'cumcount') return closedFrame(columnsOf(frame, keys), frame.sources);
  if (selection === null) {
    useAll(frame);
    return frame;
  }
  return selectColumns(frame, [...keys, ...selection]);
}

function aggregate(
  frame: Frame,
  keys: readonly string[],
  args: Arguments,
  selection: readonly string[] | null = null,
): Value {
  const columns = new Map(columnsOf(frame, keys));
  const how = args.positional[0] ?? args.named.get('func');
  if (how?.kind === 'dict') {
    const named = how.entries.map(([column]) => plainText(column));
    if (named.includes(null)) return withoutNames(frame);
    useColumns(frame, named as string[]);
    for (const name of named) columns.set(name!, originsOf(frame, name!));
    return closedFrame(columns, frame.sources);
  }
  if (how === undefined && args.named.size > 0) {
    for (const [as, value] of args.named) {
      const column = value.kind === 'list' ? plainText(value.items[0]) : null;
      if (column === null) return withoutNames(frame);
      useColumns(frame, [column]);
      columns.set(as, originsOf(frame, column));
    }
    return closedFrame(columns, frame.sources);
  }
  if (selection === null) return withoutNames(frame);
  return selectColumns(frame, [...keys, ...selection]);
}

function columnsOf(frame: Frame, names: readonly string[]): ReadonlyMap<string, readonly Origin[]> {
  return new Map(names.map((name) => [name, originsOf(frame, name)]));
}

/** The same sources, whose further columns are made from values and have names of their own. */
function withoutUse(frame: Frame): Frame {
  return { ...frame, columns: new Map(), rest: [] };
}

/** `left.merge(right, …)`, `pd.merge(left, right, …)`. */
export function merge(left: Frame, other: Value | undefined, args: Arguments, name: string): Value {
  const right = asFrame(other);
  if (right === null) return withoutNames(left);
  const on = plainTexts(args.named.get('on'));
  const leftOn = plainTexts(args.named.get('left_on'));
  const rightOn = plainTexts(args.named.get('right_on'));
  const byIndex = name === 'join' || ['left_index', 'right_index'].some((each) => args.named.has(each));
  const both = on ?? (leftOn === null && rightOn === null && !byIndex ? commonNames(left, right) : []);
  useColumns(left, [...both, ...(leftOn ?? [])]);
  useColumns(right, [...both, ...(rightOn ?? [])]);
  const suffixes =
    name === 'join'
      ? ([plainText(args.named.get('lsuffix')) ?? '', plainText(args.named.get('rsuffix')) ?? ''] as const)
      : suffixesOf(args);
  return joinFrames(left, right, both, suffixes);
}

function suffixesOf(args: Arguments): readonly [string, string] {
  const given = plainTexts(args.named.get('suffixes'));
  return [given?.[0] ?? '_x', given?.[1] ?? '_y'];
}

/** Without `on` pandas joins by the columns that both have. */
function commonNames(left: Frame, right: Frame): readonly string[] {
  const names = columnNames(left);
  const others = columnNames(right);
  if (names === null || others === null) {
    useAll(left);
    useAll(right);
    return [];
  }
  return names.filter((name) => others.includes(name));
}

function renamings(value: Value | undefined): ReadonlyMap<string, string> | null {
  if (value?.kind !== 'dict') return null;
  const names = new Map<string, string>();
  for (const [key, as] of value.entries) {
    const from = plainText(key);
    const to = plainText(as);
    if (from === null || to === null) return null;
    names.set(from, to);
  }
  return names;
}

function selected(frame: Frame, args: Arguments): Frame {
  const columns = plainTexts(args.named.get('columns'));
  return columns === null ? frame : selectColumns(frame, columns);
}

function writeFrame(call: Call, frame: Frame, name: string, args: Arguments): Value {
  const part = selected(frame, args);
  const paths = textsOf(call, args, 0, writers[name]!);
  writeToMemory(argument(args, 0, writers[name]!), part);
  const headers = plainTexts(args.named.get('header'));
  const keys = paths.map((path) =>
    call.recorder.writeFile(call.at, name, path, headers ?? columnNames(part)),
  );
  call.recorder.flow(keys, part);
  // Without a path the text comes back.
  return paths.length === 0 ? withoutNames(part) : { kind: 'unknown' };
}

/** What columns a value is made of. */
export function originsIn(value: Value | undefined): Pick<Series, 'origins' | 'sources'> {
  if (value?.kind === 'series') return value;
  if (value?.kind === 'frame') {
    useAll(value);
    return { origins: [...value.columns.values()].flat(), sources: value.sources };
  }
  if (value?.kind === 'list' || value?.kind === 'either') {
    const parts = (value.kind === 'list' ? value.items : value.options).map(originsIn);
    return { origins: parts.flatMap((part) => part.origins), sources: parts.flatMap((part) => part.sources) };
  }
  return { origins: [], sources: [] };
}
