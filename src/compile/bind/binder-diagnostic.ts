import { type Diagnostic, diagnose, type RelatedPlace } from '../../diagnostics/index.ts';
import type { EngineFailure } from '../../ports/index.ts';
import { nearNames, type Span } from '../../text/index.ts';
import { typeNames } from '../sql/type-names.ts';
import type { KnownColumns } from './known-columns.ts';

/**
 * What the engine's binder says, in Lode's words. `known` are the names that the query could have meant, `written` is the dotted name at the place.
 */
export function binderDiagnostic(
  failure: EngineFailure,
  known: KnownColumns,
  written: readonly string[],
  place: { readonly subject: Span | null; readonly related?: readonly RelatedPlace[] },
): Diagnostic {
  const { message } = failure;
  const missingIn = (table: string, column: string, engines: readonly string[]): Diagnostic => {
    const own = known.byAlias.get(table.toLowerCase()) ?? [];
    return diagnose('column-unknown', { column, table, candidates: near(column, own, engines) }, place);
  };
  const candidates = failure.candidates
    .map(bare)
    .filter((name) => name !== '')
    .slice(0, 5);
  const column = missingColumn(message);
  if (column !== null)
    return diagnose(
      'column-unknown',
      { column, table: null, candidates: near(column, known.names, candidates) },
      place,
    );
  const [, ofTable, ownColumn] =
    /^Table "((?:[^"]|"")*)" does not have a column named "((?:[^"]|"")*)"/.exec(message) ?? [];
  if (ofTable !== undefined) return missingIn(ofTable, ownColumn!, candidatesOf(message, candidates));
  const [, alias] = /^Referenced table "((?:[^"]|"")*)" not found/.exec(message) ?? [];
  if (alias !== undefined) {
    // In a subquery the engine says this also of a table that there is, when its column is missing.
    if (known.byAlias.has(alias.toLowerCase()) && written.length > 1)
      return missingIn(alias, written.at(-1)!, []);
    const aliases = near(alias, [...known.byAlias.keys()], candidatesOf(message, candidates));
    return diagnose('alias-unknown', { alias, candidates: aliases }, place);
  }
  const [, ambiguous, uses] =
    /^Ambiguous reference to column name "((?:[^"]|"")*)" \(use: (.*)\)/.exec(message) ?? [];
  if (ambiguous !== undefined) {
    const choices = [...uses!.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => match[1]!);
    return diagnose('column-ambiguous', { column: ambiguous, choices }, place);
  }
  const [, what, name] =
    /^(Scalar Function|Table Function|Aggregate Function|Function|Type|Collation) with name "?([^"\s]+?)"? (?:does not exist|is not in the catalog)/i.exec(
      message,
    ) ?? [];
  if (what !== undefined) {
    if (what.toLowerCase() === 'type')
      return diagnose('type-unknown', { type: name!, candidates: nearNames(name!, typeNames) }, place);
    const extension = /exists in the (\w+) extension/.exec(message)?.[1] ?? null;
    return diagnose(
      'function-unknown',
      { what: what.toLowerCase(), name: name!, extension, candidates },
      place,
    );
  }
  const [, call] =
    /^No function matches the given name and argument types '([\s\S]*?)'\. /.exec(message) ?? [];
  if (call !== undefined)
    return diagnose('function-arguments', { call, forms: formsOf(message, call) }, place);
  const [, grouped] = /^column "?((?:[^"]|"")*?)"? must appear in the GROUP BY clause/i.exec(message) ?? [];
  if (grouped !== undefined && isUnknown(grouped, known))
    return diagnose(
      'column-unknown',
      { column: grouped, table: null, candidates: near(grouped, known.names, []) },
      place,
    );
  if (grouped !== undefined) return diagnose('column-not-grouped', { column: grouped }, place);
  return diagnose('binder-error', { message: firstLines(message), hint: hintFor(message) }, place);
}

const missing: readonly RegExp[] = [
  /^Referenced column "((?:[^"]|"")*)" (?:not found|was not found)/,
  /^Referenced column (\S+) not found in FROM clause/,
  /^Column "((?:[^"]|"")*)" does not exist on (?:left|right) side of join/,
  /^Column "((?:[^"]|"")*)" in (?:EXCLUDE|REPLACE|RENAME) list not found/,
];

function missingColumn(message: string): string | null {
  for (const pattern of missing) {
    const [, column] = pattern.exec(message) ?? [];
    if (column !== undefined) return column;
  }
  return null;
}

function isUnknown(column: string, known: KnownColumns): boolean {
  const own = column.slice(column.lastIndexOf('.') + 1).toLowerCase();
  return known.names.length > 0 && !known.names.some((name) => name.toLowerCase() === own);
}

/** The near ones among what is known; the engine's where nothing is. */
function near(name: string, known: readonly string[], engines: readonly string[]): readonly string[] {
  const found = nearNames(name, [...known, ...engines]);
  return found.length > 0 || known.length > 0 ? found : engines;
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/^WHERE clause cannot contain aggregates/, 'Conditions on aggregates stand in HAVING.'],
  [/^WHERE clause cannot contain window functions/, 'Conditions on window functions stand in QUALIFY.'],
  [
    /^GROUP BY clause cannot contain (aggregates|window)/,
    'Compute it in a CTE first, then group by its column.',
  ],
  [/^aggregate function calls cannot be nested/i, 'Aggregate in a CTE first, then aggregate its column.'],
  [
    /^Set operations can only apply to expressions with the same number/,
    'Give all arms the same columns, or write UNION BY NAME.',
  ],
  [/term out of range/, 'Numbers stand for the columns of the SELECT list, from 1.'],
  [
    /^Could not convert string|^Conversion Error/i,
    'Write the value in the form of its type, e.g. `2024-01-31`.',
  ],
  [/^Could not find key/, 'A struct has the fields that it was made with.'],
  [
    /more than one row returned by a subquery|returns \d+ columns/i,
    'A subquery that stands for a value gives one row and one column.',
  ],
  [
    /^Cannot mix values of type|^Cannot combine types|^Cannot compare values/,
    'Cast one side to the type of the other: `CAST(x AS …)`.',
  ],
];

/** What most often mends it. */
function hintFor(message: string): string | null {
  return hints.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** The engine's candidates, from the list that it gives or from its words. */
function candidatesOf(message: string, candidates: readonly string[]): readonly string[] {
  if (candidates.length > 0) return candidates;
  const line = /Candidate (?:bindings|tables): (.*)$/m.exec(message)?.[1] ?? '';
  return [...line.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => match[1]!).slice(0, 5);
}

function bare(name: string): string {
  return name.trim().replace(/^"|"$/g, '');
}

/** The forms of a function that take as many arguments as were given, or else any; at most six. */
function formsOf(message: string, call: string): string[] {
  const forms = [...message.matchAll(/^\t(.+)$/gm)]
    .map((match) => match[1]!.trim())
    .filter((form) => form.includes('('));
  const given = argumentTypes(call);
  const fitting = forms.filter((form) => argumentTypes(form).length === given.length);
  // Most useful are those that differ in one argument only.
  const near = fitting.filter((form) => argumentTypes(form).some((type, index) => type === given[index]));
  const chosen = near.length > 0 ? near : fitting.length > 0 ? fitting : forms;
  return chosen.length > 6 ? [...chosen.slice(0, 6), `and ${chosen.length - 6} more`] : chosen;
}

/** The types between a call's brackets, without what stands in brackets of their own. */
function argumentTypes(call: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let text = '';
  for (const letter of call.slice(call.indexOf('('))) {
    if (letter === ')') depth--;
    if (depth === 1 && letter === ',') {
      types.push(text.trim());
      text = '';
    } else if (depth === 1 && letter !== '(') text += letter;
    if (letter === '(') depth++;
    if (depth === 0) break;
  }
  return text.trim() === '' ? types : [...types, text.trim()];
}

/** The engine's words without the copy of the line that it draws. */
function firstLines(message: string): string {
  return message.replace(/\n\nLINE \d+:[\s\S]*$/, '').trim();
}
