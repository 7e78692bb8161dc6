import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Dialect } from '../estate/dialect.ts';
import { dialectOfAddress } from '../estate/dialect-of-address.ts';
import { fileObject } from '../estate/file-object.ts';
import type { EstateNote, LegacyMeasure, LegacyObject } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { FileReading, ReadSql } from '../estate/sql-reader.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { dialectOfModule } from './dialect-of-module.ts';
import { type Following, followStatements, invoke } from './follow.ts';
import type { Follower } from './follower.ts';
import { looseQueries } from './loose-queries.ts';
import { childrenOf } from './nodes.ts';
import { recordScript } from './recorder.ts';
import type { Scope } from './value.ts';

/** No script that people write needs as many. */
const mostSteps = 300_000;

/**
 * Reads a script of Python: an object for the script with a statement for each read and write, and one for each data file that it names. `dialect` is what its SQL is
 * written in where neither its modules nor its connections tell. Never throws: a damaged script gives an object with notes.
 */
export function readPythonScript(
  text: string,
  file: string,
  options: { readonly dialect: Dialect | null; readonly readSql: ReadSql },
): FileReading {
  const tree = parser.parse(text);
  const lineAt = lineFinder(text);
  const recorder = recordScript(file, options.readSql);
  const dialect = options.dialect ?? dialectOfScript(tree, text) ?? 'ansi';
  let steps = 0;
  const follower: Follower = {
    text,
    recorder,
    lineAt,
    dialect: () => dialect,
    invoke: (value, args) => invoke(following, value, args),
    step: () => ++steps <= mostSteps,
  };
  const following: Following = { follower, called: new Set(), returned: [], running: [] };
  const scope: Scope = { names: new Map(), parent: null };
  followStatements(following, childrenOf(tree.topNode), scope);
  followUncalled(following, tree.topNode, scope);
  for (const { at, value } of looseQueries(tree, text, lineAt, recorder.consumed))
    recorder.runSql(at, 'query', value, dialect);
  const { statements, files, parameters, notes } = recorder.finish();
  const damage = damages(tree, text, file, lineAt);
  if (steps > mostSteps)
    damage.push({
      code: 'too-large',
      text: 'following it to its end takes too long: what it does later may be missing',
      place: { file, line: 1, endLine: 1 },
    });
  const lines = lineAt(text.length);
  const own: Understanding = damage.length > 0 ? (statements.length > 0 ? 'scanned' : 'opaque') : 'parsed';
  const script: LegacyObject = {
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
    schedule: null,
    owner: ownerOf(text),
    measures: measuresOf(tree, file, lineAt, notes),
    notes: [...damage, ...notes],
  };
  const named = files.map(({ path, isWritten, columns, line }) =>
    fileObject(path, isWritten, columns, { file, line, endLine: line }),
  );
  return { objects: [script, ...named], notes: [] };
}

/** Functions that nothing in the script calls are called from elsewhere, with whatever. Inner ones, that only come to light then, too. */
function followUncalled(following: Following, top: SyntaxNode, scope: Scope): void {
  const none = { positional: [], named: new Map() };
  const visit = (node: SyntaxNode, depth: number): void => {
    if (depth > 100) return;
    for (const child of childrenOf(node)) {
      if (child.name === 'ClassDefinition') {
        const object = invoke(following, { kind: 'class', node: child, scope }, none);
        if (object.kind === 'object')
          for (const method of object.fields.values())
            if (method.kind === 'function' && !following.called.has(method.node.from))
              invoke(following, method, none);
      } else if (child.name === 'FunctionDefinition') {
        if (!following.called.has(child.from))
          invoke(following, { kind: 'function', node: child, scope, self: null }, none);
      } else if (/Statement$|Body$/.test(child.name)) visit(child, depth + 1);
    }
  };
  visit(top, 0);
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

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
