import type { RelationUse } from '../estate/legacy-object.ts';

/** Something that a script reads rows from: a file or a query. */
export interface DataSource {
  readonly kind: 'file' | 'sql';
  /** The relations behind it. Of a file it is the file itself, and its columns are those that turn out to be used. */
  readonly uses: readonly RelationUse[];
  /** Null: not written down. */
  readonly columns: readonly string[] | null;
  /** Columns of a file that the script is seen to use; filled while it is followed. */
  readonly used: Set<string>;
  /** `all`: rows were handed on as a whole, to where they cannot be followed. `guessed`: a column that is used may as well be of another source. */
  readonly state: { all: boolean; guessed: boolean };
}

export interface Origin {
  readonly source: DataSource;
  readonly column: string;
}

/** A table in a script. */
export interface Frame {
  readonly kind: 'frame';
  /** Columns that are known by name, and what they are made of. */
  readonly columns: ReadonlyMap<string, readonly Origin[]>;
  /** Sources of which there may be other columns too, by their own names. */
  readonly rest: readonly DataSource[];
  /** All whose rows are in it. */
  readonly sources: readonly DataSource[];
}

/** One value a row, made of some columns. */
export interface Series {
  readonly kind: 'series';
  readonly name: string | null;
  readonly origins: readonly Origin[];
  readonly sources: readonly DataSource[];
}

function frame(
  columns: Frame['columns'],
  rest: readonly DataSource[],
  sources: readonly DataSource[],
): Frame {
  return { kind: 'frame', columns, rest: [...new Set(rest)], sources: [...new Set(sources)] };
}

/** A table that came out of these in a way that is not followed. */
export function openFrame(sources: readonly DataSource[]): Frame {
  return frame(new Map(), sources, sources);
}

/** A table of these columns and no others. */
export function closedFrame(columns: Frame['columns'], sources: readonly DataSource[]): Frame {
  return frame(columns, [], sources);
}

/** What a source gives as a table. */
export function frameOfSource(source: DataSource): Frame {
  if (source.columns === null) return openFrame([source]);
  return closedFrame(new Map(source.columns.map((column) => [column, [{ source, column }]])), [source]);
}

/** The names of all columns; null where not all are known. */
export function columnNames({ columns, rest }: Frame): readonly string[] | null {
  return rest.length === 0 ? [...columns.keys()] : null;
}

export function originsOf({ columns, rest }: Frame, column: string): readonly Origin[] {
  const known = columns.get(column);
  if (known !== undefined) return known;
  return rest
    .filter((source) => source.columns === null || source.columns.includes(column))
    .map((source) => ({ source, column }));
}

/** Notes that the script reads these columns. */
export function useColumns(of: Frame, names: readonly string[]): void {
  for (const name of names) {
    const origins = originsOf(of, name);
    for (const { source, column } of origins) {
      source.used.add(column);
      if (origins.length > 1 && !of.columns.has(name)) source.state.guessed = true;
    }
  }
}

/** Notes that all of a table goes somewhere. */
export function useAll(of: Frame): void {
  for (const source of of.rest) source.state.all = true;
  useColumns(of, [...of.columns.keys()]);
}

export function seriesOf(of: Frame, names: readonly string[]): Series {
  useColumns(of, names);
  const origins = names.flatMap((name) => originsOf(of, name));
  return { kind: 'series', name: names.length === 1 ? names[0]! : null, origins, sources: of.sources };
}

export function selectColumns(of: Frame, names: readonly string[]): Frame {
  useColumns(of, names);
  return closedFrame(new Map(names.map((name) => [name, originsOf(of, name)])), of.sources);
}

export function renameColumns(of: Frame, names: ReadonlyMap<string, string>): Frame {
  const columns = new Map([...of.columns].map(([name, origins]) => [names.get(name) ?? name, origins]));
  for (const [name, as] of names)
    if (!of.columns.has(name) && of.rest.length > 0) {
      useColumns(of, [name]);
      columns.set(as, originsOf(of, name));
    }
  return frame(columns, of.rest, of.sources);
}

export function dropColumns(of: Frame, names: readonly string[]): Frame {
  return frame(new Map([...of.columns].filter(([name]) => !names.includes(name))), of.rest, of.sources);
}

export function setColumn(of: Frame, column: string, value: Pick<Series, 'origins' | 'sources'>): Frame {
  return frame(new Map(of.columns).set(column, value.origins), of.rest, [...of.sources, ...value.sources]);
}

/** Rows of both side by side, as a join gives them: a name that both have is told apart by `suffixes`, but for the keys. */
export function joinFrames(
  left: Frame,
  right: Frame,
  keys: readonly string[],
  suffixes: readonly [string, string],
): Frame {
  const columns = new Map<string, readonly Origin[]>();
  for (const key of keys) columns.set(key, [...originsOf(left, key), ...originsOf(right, key)]);
  for (const [one, other, suffix] of [
    [left, right, suffixes[0]],
    [right, left, suffixes[1]],
  ] as const)
    for (const [name, origins] of one.columns)
      if (!keys.includes(name)) columns.set(other.columns.has(name) ? `${name}${suffix}` : name, origins);
  return frame(columns, [...left.rest, ...right.rest], [...left.sources, ...right.sources]);
}

/** Rows of one or of the other, or of both below each other. */
export function uniteFrames(frames: readonly Frame[]): Frame {
  const columns = new Map<string, readonly Origin[]>();
  for (const each of frames)
    for (const [name, origins] of each.columns)
      columns.set(name, [...new Set([...(columns.get(name) ?? []), ...origins])]);
  return frame(
    columns,
    frames.flatMap(({ rest }) => rest),
    frames.flatMap(({ sources }) => sources),
  );
}

/** The same rows, of whose columns nothing can be said any more. All of them may be used by what comes. */
export function withoutNames(of: Frame): Frame {
  useAll(of);
  return openFrame(of.sources);
}
