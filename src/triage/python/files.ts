import { argument, type Call, inMemory, sourcesIn, textsOf } from './call.ts';
import { frameOfSource, openFrame, uniteFrames } from './frame.ts';
import { type Arguments, plainText, plainTexts, type TextValue, unknown, type Value } from './value.ts';

/** Reads rows of a file, by a function such as `read_csv`. */
export function readFile(call: Call, kind: string, args: Arguments): Value {
  const columns = plainTexts(args.named.get('usecols') ?? args.named.get('columns'));
  const names = plainTexts(args.named.get('names'));
  const held = inMemory(argument(args, 0, 'filepath_or_buffer'));
  if (held !== null) return held;
  const frames = textsOf(call, args, 0, 'filepath_or_buffer').map((path) => {
    const direct = argument(args, 0, 'filepath_or_buffer');
    if (isContent(path)) return openFrame([]);
    // Rows that stand in the script, or that came from a query.
    if (
      path.literals.length === 0 &&
      direct !== undefined &&
      sourcesIn([direct]).length > 0 &&
      direct.kind !== 'handle'
    )
      return openFrame(sourcesIn([direct]));
    return frameOfSource(call.recorder.readFile(call.at, kind, path, columns ?? names));
  });
  // Read in pieces or at once: the rows are the same.
  return uniteFrames(frames);
}

/** Whether a text is not the name of a file but what stands in one. */
function isContent({ pieces: [first] }: TextValue): boolean {
  return typeof first === 'string' && (/^\s*(?:[[{]["\s{[]|<\w)/.test(first) || first.includes('\n'));
}

/** `open(…)`. */
export function openFile(call: Call, args: Arguments): Value {
  const mode = plainText(argument(args, 1, 'mode')) ?? 'r';
  return openPath(call, 'open', textsOf(call, args, 0, 'file')[0], /[wax+]/.test(mode), null);
}

/** Opens a file to read it or to write it. `columns`: what its rows are known to have. */
export function openPath(
  call: Call,
  kind: string,
  path: TextValue | undefined,
  writes: boolean,
  columns: readonly string[] | null,
): Value {
  if (path === undefined) return unknown;
  const opened = call.at.from;
  if (!writes) {
    const source = call.recorder.readFile(call.at, kind, path, columns);
    return { kind: 'handle', path, writes, keys: [], opened, columns, source };
  }
  const keys = [call.recorder.writeFile(call.at, kind, path, columns)];
  return { kind: 'handle', path, writes, keys, opened, columns, source: null };
}

/** Makes a file a copy of another. */
export function copyFile(call: Call, kind: string, args: Arguments): Value {
  const sources = textsOf(call, args, 0, 'src').map((path) => {
    const source = call.recorder.readFile(call.at, kind, path, null);
    source.state.all = true;
    return source;
  });
  const keys = textsOf(call, args, 1, 'dst').map((path) =>
    call.recorder.writeFile(call.at, kind, path, null),
  );
  call.recorder.flow(keys, sources);
  return unknown;
}
