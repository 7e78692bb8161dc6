import { resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../../text/index.ts';
import { type Dialect, dialects, type Inventory, type LegacyObject } from '../../triage/index.ts';
import { loadGrammars, readSqlFile } from '../../triage/sql/index.ts';
import type { Host } from '../host.ts';
import { textOfObject } from './original-query.ts';

/** What a mapping is taken from. */
export interface Legacy {
  readonly file: SourceFile;
  readonly dialect: Dialect;
  readonly object: LegacyObject | null;
  /** What a reader should know of its text. */
  readonly notes: readonly string[];
  /** The text of a procedure or of a script that writes tables; null: a view or a query. */
  readonly routine: Routine | null;
  /** Of a routine: the one table that is asked for (`PROCEDURE#TABLE`); null: all. */
  readonly table: string | null;
}

export interface Routine {
  readonly name: string;
  readonly text: string;
  /** The line of the file that its text begins with, from 1. */
  readonly line: number;
  readonly parameters: LegacyObject['parameters'];
  /** What names a row of a table that is defined beside it; null: not known. */
  readonly keyOf: (table: readonly string[]) => readonly string[] | null;
}

const routineKinds: ReadonlySet<string> = new Set(['procedure', 'function', 'trigger']);
const writing = /\b(insert|replace|merge|update|delete|truncate)\b|\bcreate\b[^;]*\btable\b[^;]*\bselect\b/i;

/** The object of the inventory, or the file, that `from` names; the file of an object is looked for in `folders`. Behind `#` one table that it writes. Rejects where there is none, and where its dialect is not known. */
export async function legacyOrigin(
  host: Host,
  folders: readonly string[],
  { from, dialect }: { readonly from: string; readonly dialect: Dialect | null },
  inventory: Inventory | null,
): Promise<Legacy> {
  const whole = await found(host, from, inventory);
  const hash = from.lastIndexOf('#');
  const cut = whole !== null || hash < 1 ? whole : await found(host, from.slice(0, hash), inventory);
  if (cut === null) {
    const near = nearNames(
      from,
      (inventory?.objects ?? []).map(({ id }) => id),
    );
    throw new DiagnosticError(diagnose('mapping-origin-unknown', { from, near }));
  }
  const table = whole === null ? from.slice(hash + 1) : null;
  const { object } = cut;
  const known = dialect ?? dialects.find((each) => each === object?.dialect) ?? null;
  if (known === null) throw new DiagnosticError(diagnose('mapping-dialect-missing', { from }));
  const keyOf = keysOf(inventory?.objects ?? []);
  if (object !== null) {
    const isRoutine = routineKinds.has(object.kind) || object.kind === 'script';
    // A procedure that writes nothing may give rows: its query is what it is.
    if (!isRoutine || object.statements.every(({ writes }) => writes.length === 0))
      return { ...query(object), dialect: known, object, routine: null, table };
    const routine = await routineOf(host, folders, object);
    const { parameters } = object;
    return {
      file: { path: object.place.file, text: routine.text },
      dialect: known,
      object,
      notes: [],
      routine: { ...routine, name: object.id, parameters, keyOf },
      table,
    };
  }
  const { file } = cut;
  const isQuery = /^\s*(create\s+(or\s+\w+\s+)*(\w+\s+)*?view|recreate\s+view|select|with|from)\b/i.test(
    withoutHead(file.text),
  );
  if (isQuery || !writing.test(file.text))
    return { file, dialect: known, object, notes: [], routine: null, table };
  const { objects } = readSqlFile(file.text, file.path, known, await loadGrammars());
  const routines = objects.filter(({ kind }) => routineKinds.has(kind));
  if (routines.length > 1)
    throw new DiagnosticError(
      diagnose('mapping-not-extracted', {
        what: file.path,
        problem: `it holds ${routines.length} of them: ${routines.map(({ id }) => id).join(', ')}`,
      }),
    );
  const [own] = routines;
  if (own?.statements.every(({ writes }) => writes.length === 0))
    return { ...query(own), dialect: known, object: own, routine: null, table };
  const keys = keysOf(objects);
  return {
    file,
    dialect: known,
    object,
    notes: [],
    routine: {
      name: own?.id ?? file.path,
      text: file.text,
      line: 1,
      parameters: own?.parameters ?? [],
      keyOf: (each) => keys(each) ?? keyOf(each),
    },
    table,
  };
}

/** The one query of an object, with the notes on it. */
function query(object: LegacyObject): Pick<Legacy, 'file' | 'notes'> {
  const { notes, ...file } = textOfObject(object);
  return { file, notes };
}

async function found(
  host: Host,
  from: string,
  inventory: Inventory | null,
): Promise<{ readonly file: SourceFile; readonly object: LegacyObject | null } | null> {
  const object = inventory?.objects.find(({ id }) => id === from.toLowerCase()) ?? null;
  if (object !== null) return { file: { path: object.place.file, text: '' }, object };
  const path = resolve(host.folder, from);
  const stat = await host.files.stat(path);
  return stat === null ? null : { file: { path: from, text: await host.files.readText(path) }, object };
}

/** Where the file of an object is at hand, what stands there; a catalog's routine has its text in the inventory only as statements, without what rules them. */
async function routineOf(
  host: Host,
  folders: readonly string[],
  { id, place }: LegacyObject,
): Promise<{ readonly text: string; readonly line: number }> {
  for (const path of folders.map((folder) => resolve(folder, place.file))) {
    if ((await host.files.stat(path)) === null) continue;
    const lines = (await host.files.readText(path)).split('\n');
    return { text: lines.slice(place.line - 1, place.endLine).join('\n'), line: place.line };
  }
  throw new DiagnosticError(
    diagnose('mapping-not-extracted', {
      what: id,
      problem: `its text is not at hand: ${place.file} is not there`,
    }),
  );
}

function keysOf(objects: readonly LegacyObject[]): Routine['keyOf'] {
  const keys = new Map(objects.flatMap(({ id, key }) => (key === null ? [] : [[id, key] as const])));
  return (table) => {
    const names = table.map((each) => each.toLowerCase());
    const tails = names.map((_, at) => names.slice(at).join('.'));
    const last = names.at(-1);
    const byEnd = [...keys].filter(([id]) => id.split('.').at(-1) === last);
    return (
      tails.map((id) => keys.get(id)).find((key) => key !== undefined) ??
      (byEnd.length === 1 ? byEnd[0]![1] : null)
    );
  };
}

/** Without comments and settings at its head. */
function withoutHead(text: string): string {
  return text.replace(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/|set\s[^;\n]*(?:;|\n)|go\b|use\s+\S+\s*;?)+/i, '');
}
