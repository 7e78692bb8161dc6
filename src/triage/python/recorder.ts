import type { Dialect } from '../estate/dialect.ts';
import { fileId, plainPath } from '../estate/file-object.ts';
import { fillHoles } from '../estate/fill-holes.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { ReadSql } from '../estate/sql-reader.ts';
import { shownText } from '../estate/text-with-holes.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { type Draft, finishDrafts, lowered, type ScriptSpan } from './draft.ts';
import { type DataSource, type Frame, useAll } from './frame.ts';
import { eachLiteral } from './literals.ts';
import { plainText, type TextValue } from './value.ts';

/** A data file that the script names. */
export interface NamedFile {
  readonly path: string;
  readonly isWritten: boolean;
  readonly columns: readonly string[] | null;
  readonly place: EstatePlace;
}

export interface ScriptRecord {
  readonly statements: readonly LegacyStatement[];
  readonly files: readonly NamedFile[];
  readonly parameters: readonly string[];
  readonly notes: readonly EstateNote[];
  /** When it says itself that it runs, in its order. */
  readonly schedules: readonly string[];
  readonly owner: string | null;
}

/** Takes down what a script does while it is followed. The same place with the same names is one statement, however often the script comes by. */
export interface Recorder {
  readonly readFile: (
    at: ScriptSpan,
    kind: string,
    path: TextValue,
    columns: readonly string[] | null,
  ) => DataSource;
  readonly writeFile: (
    at: ScriptSpan,
    kind: string,
    path: TextValue,
    columns: readonly string[] | null,
  ) => string;
  readonly runSql: (at: ScriptSpan, kind: string, sql: TextValue, dialect: Dialect) => readonly DataSource[];
  readonly readTable: (at: ScriptSpan, name: TextValue, columns: readonly string[] | null) => DataSource;
  readonly writeTable: (
    at: ScriptSpan,
    kind: string,
    name: TextValue,
    columns: readonly string[] | null,
  ) => string;
  /** Notes what flows into what was written: `keys` are what writing gave back. */
  readonly flow: (keys: readonly string[], from: Frame | readonly DataSource[]) => void;
  /** Starts another program. A script of the estate is a step of its own there; what others do is not known. */
  readonly runProgram: (at: ScriptSpan, command: TextValue) => void;
  readonly note: (at: Pick<ScriptSpan, 'file' | 'line'>, note: Omit<EstateNote, 'place'>) => void;
  /** When the script says that it runs, in its words, and who owns it. */
  readonly schedule: (words: string) => void;
  readonly owner: (name: string) => void;
  /** Offsets of the literals that were understood as SQL. */
  readonly consumed: Set<number>;
  readonly finish: () => ScriptRecord;
}

const scriptName = /^[^{}]*\.(?:pyw?|ipynb|sql|dtsx)$/i;

/** Commands that touch no data. */
const doesNothing = /^\s*(?:date|pwd|true|:|(?:echo|sleep|pip3?|mkdir|ls|exit)\b[^;&|>]*)\s*$/;

export function recordScript(readSql: ReadSql): Recorder {
  const drafts = new Map<string, Draft>();
  const sources = new Map<string, readonly DataSource[]>();
  const files = new Map<string, NamedFile>();
  const parameters = new Set<string>();
  const notes = new Map<string, EstateNote>();
  const consumed = new Set<number>();
  const schedules = new Set<string>();
  let owner: string | null = null;

  const placeOf = ({ file, line, endLine }: ScriptSpan): EstatePlace => ({ file, line, endLine });
  const use = (
    at: ScriptSpan,
    name: string,
    columns: readonly string[] | null,
    understanding: Understanding,
  ): RelationUse => ({
    relation: name,
    columns: columns === null ? null : lowered(columns),
    place: placeOf(at),
    understanding,
  });
  const knownAs = (text: TextValue): Understanding => (plainText(text) === null ? 'scanned' : 'parsed');
  const note: Recorder['note'] = ({ file, line }, { code, text }) =>
    void notes.set(`${code} ${file} ${line}`, { code, text, place: { file, line, endLine: line } });

  const addFile = (
    at: ScriptSpan,
    path: TextValue,
    isWritten: boolean,
    columns: readonly string[] | null,
  ) => {
    const shown = plainPath(shownText(path));
    const id = fileId(shown);
    const before = files.get(id);
    files.set(id, {
      path: before?.path ?? shown,
      isWritten: isWritten || before?.isWritten === true,
      columns: columns ?? before?.columns ?? null,
      place: before?.place ?? { file: at.file, line: at.line, endLine: at.line },
    });
    if (plainText(path) === null)
      note(at, {
        code: 'dynamic-path',
        text: `which file it is, ${shown}, is known only when the script runs`,
      });
    return id;
  };
  const draft = (key: string, made: Omit<Draft, 'flows'>): void => {
    if (drafts.has(key)) return;
    drafts.set(key, { ...made, flows: { frames: new Set(), sources: new Set() } });
  };
  const source = (
    key: string,
    kind: DataSource['kind'],
    uses: readonly RelationUse[],
    columns: readonly string[] | null,
  ) => {
    const found = sources.get(key)?.[0];
    if (found !== undefined) return found;
    const made: DataSource = { kind, uses, columns, used: new Set(), state: { all: false, guessed: false } };
    sources.set(key, [made]);
    return made;
  };

  return {
    consumed,
    note,
    schedule: (words) => void schedules.add(words),
    owner: (name) => {
      owner ??= name;
    },
    readFile: (at, kind, path, columns) => {
      const id = addFile(at, path, false, null);
      const key = `${at.from} ${id}`;
      const understanding = knownAs(path);
      const made = source(key, 'file', [use(at, id, columns, understanding)], columns);
      draft(key, { at, kind, understanding, reads: [], readSource: made, writes: [] });
      return made;
    },
    writeFile: (at, kind, path, columns) => {
      const id = addFile(at, path, true, columns);
      const writes = [use(at, id, columns, knownAs(path))];
      const key = `${at.from} ${id}`;
      draft(key, { at, kind, understanding: knownAs(path), reads: [], readSource: null, writes });
      // Columns may be named after the file was opened.
      if (columns !== null) drafts.set(key, { ...drafts.get(key)!, writes });
      return key;
    },
    readTable: (at, name, columns) => {
      const relation = shownText(name).toLowerCase();
      const uses = [use(at, relation, columns, knownAs(name))];
      draft(`${at.from} ${relation}`, {
        at,
        kind: 'read_sql_table',
        understanding: knownAs(name),
        reads: uses,
        readSource: null,
        writes: [],
      });
      return source(`${at.from} ${relation}`, 'sql', uses, columns);
    },
    writeTable: (at, kind, name, columns) => {
      const relation = shownText(name).toLowerCase();
      const writes = [use(at, relation, columns, knownAs(name))];
      const key = `${at.from} ${relation}`;
      draft(key, { at, kind, understanding: knownAs(name), reads: [], readSource: null, writes });
      return key;
    },
    runSql: (at, kind, text, dialect) => {
      for (const literal of eachLiteral(text.literals)) consumed.add(literal);
      const filled = fillHoles(text);
      for (const name of filled.parameters) parameters.add(name);
      const key = `${at.from} ${filled.sql}`;
      const known = sources.get(key);
      if (known !== undefined) return known;
      if (filled.isDynamic)
        note(at, {
          code: 'dynamic-sql',
          text: 'parts of its SQL are put together when the script runs',
        });
      const floor: Understanding = filled.isDynamic ? 'scanned' : 'bound';
      const lower = (each: RelationUse): RelationUse => ({
        ...each,
        // A list of columns that a run puts in was read as NULL.
        columns: filled.isDynamic && each.columns?.includes('null') === true ? null : each.columns,
        understanding: weakest([each.understanding, floor]),
      });
      const uses: RelationUse[] = [];
      const read =
        filled.sql.trim() === '' ? [] : readSql(filled.sql, dialect, text.file ?? at.file, text.line);
      read.forEach((statement, index) => {
        const reads = statement.reads.map(lower);
        uses.push(...reads);
        draft(`${key} ${index}`, {
          at: { ...at, text: shownText(text) },
          kind: kind === 'read_sql' ? kind : statement.kind,
          understanding: weakest([statement.understanding, floor]),
          reads,
          readSource: null,
          writes: statement.writes.map(lower),
          loose: statement.loose,
        });
      });
      if (read.length === 0) {
        draft(key, { at, kind, understanding: 'opaque', reads: [], readSource: null, writes: [] });
        note(at, { code: 'sql-elsewhere', text: 'the SQL that it runs does not stand in the script' });
      }
      const made = [source(key, 'sql', uses, null)];
      sources.set(key, made);
      return made;
    },
    flow: (keys, from) => {
      for (const key of keys) {
        const { flows } = drafts.get(key)!;
        if ('kind' in from) flows.frames.add(from);
        else for (const each of from) flows.sources.add(each);
      }
      if ('kind' in from) useAll(from);
      else for (const each of from) each.state.all = true;
    },
    runProgram: (at, command) => {
      const shown = shownText(command);
      if (doesNothing.test(shown)) return;
      const isScript = shown.split(/[\s"'/\\]+/).some((word) => scriptName.test(word));
      draft(`${at.from} run ${shown}`, {
        at: { ...at, text: shown },
        kind: 'run',
        understanding: isScript ? 'parsed' : 'opaque',
        reads: [],
        readSource: null,
        writes: [],
      });
      if (!isScript)
        note(at, { code: 'runs-program', text: 'it runs another program, which is not followed' });
    },
    finish: () => ({
      schedules: [...schedules],
      owner,
      statements: finishDrafts(drafts.values()),
      files: [...files.values()],
      parameters: [...parameters],
      notes: [...notes.values()].sort(
        (a, b) => compare(a.place.file, b.place.file) || a.place.line - b.place.line,
      ),
    }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
