import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Dialect } from '../estate/dialect.ts';
import { dialectOfAddress } from '../estate/dialect-of-address.ts';
import { fileObject } from '../estate/file-object.ts';
import type { EstateNote, LegacyMeasure, LegacyObject } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { FileReading, ReadSql } from '../estate/sql-reader.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { estateNames, moduleFile, textFile } from './companions.ts';
import { dialectOfModule } from './dialect-of-module.ts';
import { type Following, followStatements } from './follow.ts';
import { followUncalled } from './follow-uncalled.ts';
import type { Follower } from './follower.ts';
import { inModule, invoke } from './invoke.ts';
import { looseQueries } from './loose-queries.ts';
import { childrenOf } from './nodes.ts';
import { recordScript } from './recorder.ts';
import { scriptModule } from './script-module.ts';
import type { Scope } from './value.ts';

/** No script that people write needs as many. */
const mostSteps = 300_000;

export interface ScriptContext {
  /** What its SQL is written in, where somebody said so. */
  readonly dialect: Dialect | null;
  readonly readSql: ReadSql;
  /** Texts of the files of the estate that it may use, by their names there: modules that it imports, SQL that it runs. Those of `companionsOf`, and theirs. */
  readonly companions?: ReadonlyMap<string, string>;
}

/**
 * Reads a script of Python: an object for the script with a statement for each read and write, and one for each data file that it names. `dialect` is what its SQL is
 * written in where neither its modules nor its connections tell. What an imported file of the estate does for it is the script's too, at its place in that file. Never throws: a damaged script gives
 * an object with notes.
 */
export function readPythonScript(
  text: string,
  file: string,
  { dialect, readSql, companions = new Map() }: ScriptContext,
): FileReading {
  const recorder = recordScript(readSql);
  const names = estateNames(companions.keys());
  const dialectOf = (tree: Tree, of: string) => dialect ?? dialectOfScript(tree, of);
  const script = scriptModule(
    file,
    text,
    0,
    (tree) => dialectOf(tree, text) ?? dialectOfCompanions(companions, dialectOf) ?? 'ansi',
  );
  const { tree, lineAt } = script;
  let steps = 0;
  const imported = new Map<string, Scope>();
  const importModule: Follower['importModule'] = (name, from) => {
    const found = moduleFile(name, from, names);
    if (found === null || found === file) return null;
    const known = imported.get(found);
    if (known !== undefined) return known;
    const its = companions.get(found)!;
    const module = scriptModule(found, its, imported.size + 1, (of) => dialectOf(of, its) ?? script.dialect);
    const inside: Scope = { names: new Map(), parent: null };
    // Known before it is followed: files import one another in circles.
    imported.set(found, inside);
    followStatements(inModule(following, module), childrenOf(module.tree.topNode), inside);
    return inside;
  };
  const follower: Follower = {
    ...script,
    recorder,
    importModule,
    textOfFile: (path, from) => {
      const found = textFile(path, from, names);
      return found === null ? null : { file: found, text: companions.get(found)! };
    },
    invoke: (value, args) => invoke(following, value, args),
    step: () => ++steps <= mostSteps,
  };
  const following: Following = { follower, called: new Set(), made: new Map(), returned: [], running: [] };
  const scope: Scope = { names: new Map(), parent: null };
  followStatements(following, childrenOf(tree.topNode), scope);
  followUncalled(following, tree.topNode, scope);
  for (const { at, value } of looseQueries(script, recorder.consumed))
    recorder.runSql(at, 'query', value, script.dialect);
  const { statements, files, parameters, notes, schedules, owner } = recorder.finish();
  const damage = damages(tree, text, file, lineAt);
  if (steps > mostSteps)
    damage.push({
      code: 'too-large',
      text: 'following it to its end takes too long: what it does later may be missing',
      place: { file, line: 1, endLine: 1 },
    });
  const lines = lineAt(text.length);
  const own: Understanding = damage.length > 0 ? (statements.length > 0 ? 'scanned' : 'opaque') : 'parsed';
  const object: LegacyObject = {
    id: file,
    name: file.slice(file.lastIndexOf('/') + 1),
    kind: 'script',
    dialect: 'python',
    place: { file, line: 1, endLine: lines },
    understanding: weakest([own, ...statements.map(({ understanding }) => understanding)]),
    columns: null,
    key: null,
    parameters: parameters.map((name) => ({ name, type: null, direction: 'in' })),
    statements,
    schedule: schedules.length === 0 ? null : schedules.join('; '),
    owner: ownerOf(text) ?? owner,
    measures: measuresOf(tree, file, lineAt, notes),
    notes: [...damage, ...notes],
  };
  const named = files.map(({ path, isWritten, columns, place }) =>
    fileObject(path, isWritten, columns, place),
  );
  return { objects: [object, ...named], notes: [] };
}

/** A script that talks to a database through a file of its own has that file's module of it. */
function dialectOfCompanions(
  companions: ReadonlyMap<string, string>,
  dialectOf: (tree: Tree, text: string) => Dialect | null,
): Dialect | null {
  for (const [file, text] of companions) {
    const found = file.endsWith('.py') ? dialectOf(parser.parse(text), text) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The first module of a database that it imports; else the address of a connection that stands in it. */
function dialectOfScript(tree: Tree, text: string): Dialect | null {
  let found: Dialect | null = null;
  let address: Dialect | null = null;
  tree.iterate({
    enter: (node) => {
      if (node.name === 'ImportStatement') {
        const words = text.slice(node.from, node.to);
        const name = /^\s*from\s+([\w.]+)\s+import\s+(\w+)/.exec(words);
        const modules =
          name === null ? words.replace(/^\s*import\s+/, '').split(',') : [`${name[1]}.${name[2]}`];
        for (const module of modules) found ??= dialectOfModule(module.trim().split(/\s/)[0]!);
        return false;
      }
      if (node.name === 'String' || node.name === 'FormatString') {
        const words = text.slice(node.from, node.to);
        if (/:\/\/|driver\s*=/i.test(words)) address ??= dialectOfAddress(words);
      }
      return undefined;
    },
  });
  return address ?? found;
}

function damages(tree: Tree, text: string, file: string, lineAt: (offset: number) => number): EstateNote[] {
  const lines = new Set<number>();
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) lines.add(lineAt(node.from));
    },
  });
  const notes = [...lines].slice(0, 20).map((line): EstateNote => {
    const words = text.split('\n', line).at(-1)!.trim().slice(0, 80);
    return { code: 'not-parsed', text: `this is not Python: ${words}`, place: { file, line, endLine: line } };
  });
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const line = lineAt(nul);
    notes.push({
      code: 'not-parsed',
      text: 'there are NUL bytes in it',
      place: { file, line, endLine: line },
    });
  }
  return notes;
}

function measuresOf(
  tree: Tree,
  file: string,
  lineAt: (offset: number) => number,
  notes: readonly EstateNote[],
): readonly LegacyMeasure[] {
  const counted = new Map<string, { count: number; places: EstatePlace[] }>();
  const add = (measure: string, place: EstatePlace) => {
    const so = counted.get(measure) ?? { count: 0, places: [] };
    so.count++;
    if (so.places.length < 100) so.places.push(place);
    counted.set(measure, so);
  };
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === 'ForStatement' || name === 'WhileStatement')
        add('loops', { file, line: lineAt(from), endLine: lineAt(to) });
    },
  });
  for (const { code, place } of notes)
    if (code === 'dynamic-sql' || code === 'dynamic-path') add(code, place);
  return [...counted]
    .map(([measure, found]) => ({ measure, ...found }))
    .sort((a, b) => (a.measure < b.measure ? -1 : 1));
}

/** `# Owner: …`, `__author__ = '…'`. */
function ownerOf(text: string): string | null {
  const head = text.slice(0, 4000);
  const found =
    /^\s*#\s*(?:owner|author|contact|maintainer)\s*:\s*(.+)$/im.exec(head) ??
    /^__author__\s*=\s*['"](.+?)['"]/m.exec(head);
  return found?.[1]?.trim() ?? null;
}
