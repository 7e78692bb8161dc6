import { type Diagnostic, diagnose, type RelatedPlace } from '../../diagnostics/index.ts';
import type { EngineFailure } from '../../ports/index.ts';
import { nearNames, type Span } from '../../text/index.ts';
import { typeNames } from '../sql/type-names.ts';

/** What the engine's binder says, in Lode's words. */
export function binderDiagnostic(
  failure: EngineFailure,
  place: { readonly subject: Span | null; readonly related?: readonly RelatedPlace[] },
): Diagnostic {
  const { message } = failure;
  const candidates = failure.candidates
    .map(bare)
    .filter((name) => name !== '')
    .slice(0, 5);
  const [, column] = /^Referenced column "((?:[^"]|"")*)" not found/.exec(message) ?? [];
  if (column !== undefined)
    return diagnose(
      'column-unknown',
      { column, table: null, candidates: candidatesOf(message, candidates) },
      place,
    );
  const [, ofTable, ownColumn] =
    /^Table "((?:[^"]|"")*)" does not have a column named "((?:[^"]|"")*)"/.exec(message) ?? [];
  if (ofTable !== undefined)
    return diagnose(
      'column-unknown',
      { column: ownColumn!, table: ofTable, candidates: candidatesOf(message, candidates) },
      place,
    );
  const [, alias] = /^Referenced table "((?:[^"]|"")*)" not found/.exec(message) ?? [];
  if (alias !== undefined)
    return diagnose('alias-unknown', { alias, candidates: candidatesOf(message, candidates) }, place);
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
  if (grouped !== undefined) return diagnose('column-not-grouped', { column: grouped }, place);
  return diagnose('binder-error', { message: firstLines(message), hint: hintFor(message) }, place);
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
