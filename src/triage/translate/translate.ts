import { type Code, type Diagnostic, diagnose, type ParametersOf } from '../../diagnostics/index.ts';
import { type SourceFile, spanOf, utf16OffsetOfCodePoint } from '../../text/index.ts';
import type { Dialect } from '../estate/dialect.ts';
import { isMarked, withoutMarks } from './closed-queries.ts';
import { type DialectFacts, dialectFacts } from './dialect-facts.ts';
import { writeExpression } from './expressions/expression.ts';
import { prepare } from './prepare.ts';
import { writeQuery } from './query/query.ts';
import { withShortNames } from './short-names.ts';
import { writeStatement } from './statement.ts';
import type { TranslateOptions, Translation } from './translation.ts';
import { fieldsOf, nodeOf, stretchOf } from './tree.ts';
import type { Work } from './work.ts';

/** The parser of the dialects, which `loadLegacyParser` gives. */
export type LegacyParser = (
  sql: string,
  dialect: string,
) => {
  readonly success: boolean;
  readonly ast?: unknown;
  readonly error?: string;
  /** Code points. */
  readonly errorStart?: number;
};

/** Loads the parser: WebAssembly, about half a second. */
export async function loadLegacyParser(): Promise<LegacyParser> {
  return (await import('@polyglot-sql/sdk')).parse as unknown as LegacyParser;
}

/** A statement of a file; its places are told in the file. UTF-16 offsets, end exclusive. */
export interface StatementText {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/**
 * One statement of a legacy dialect as a DuckDB query, with a warning wherever it may mean something else; or the reasons why not. What the translator does not
 * know is refused, never passed through. Nothing here is bound: who trusts the result, binds it first.
 */
export function translate(
  parser: LegacyParser,
  statement: StatementText,
  dialect: Dialect,
  options: TranslateOptions = {},
): Translation {
  const { file, start, end } = statement;
  const facts = dialectFacts[dialect];
  const prepared = prepare(dialect, file.text.slice(start, end));
  const placeOf = (codePoint: number): number =>
    start + prepared.origin(utf16OffsetOfCodePoint(prepared.text, codePoint));
  const parsed = parsedStatement(parser, prepared.text, facts);
  if (parsed.kind === 'failure') {
    const at = parsed.position === null ? start : placeOf(parsed.position);
    return {
      kind: 'refused',
      reasons: [
        diagnose(
          'translate-not-parsed',
          { dialect: facts.title, reason: parsed.reason },
          { subject: spanOf(file, at, Math.max(at + 1, at)) },
        ),
      ],
    };
  }
  const found: Diagnostic[] = [];
  const told = new Set<string>();
  const reads = new Set<string>();
  const firstWord = start + (/\S/.exec(file.text.slice(start, end))?.index ?? 0);
  const work: Work = {
    dialect,
    facts,
    options,
    tell: <C extends Code>(code: C, parameters: ParametersOf<C>, at: unknown) => {
      const stretch = stretchOf(at);
      const from = stretch === null ? firstWord : placeOf(stretch.start);
      const to = stretch === null ? Math.min(end, endOfLine(file.text, firstWord)) : placeOf(stretch.end);
      const diagnostic = diagnose(code, parameters, { subject: spanOf(file, from, Math.max(from + 1, to)) });
      const key = `${code} ${from} ${diagnostic.summary}`;
      if (told.has(key)) return;
      told.add(key);
      found.push(diagnostic);
    },
    reads: (name) => reads.add(name.join('.').toLowerCase()),
    expression: (scope, node) => writeExpression(work, scope, node),
    query: (scope, node) => writeQuery(work, scope, node),
  };
  const written = writeStatement(
    work,
    nodeOf(withShortNames(isMarked(prepared.text) ? withoutMarks(parsed.tree) : parsed.tree)),
  );
  const reasons = found.filter(({ severity }) => severity === 'error');
  if (reasons.length > 0 || written === null) return { kind: 'refused', reasons: inTextOrder(reasons) };
  return { kind: 'translated', ...written, reads: [...reads].sort(), warnings: inTextOrder(found) };
}

function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => (a.subject?.start ?? 0) - (b.subject?.start ?? 0));
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

type Parsed =
  | { readonly kind: 'tree'; readonly tree: unknown }
  | { readonly kind: 'failure'; readonly reason: string; readonly position: number | null };

/** The tree of the one statement of `text`. The parser is WebAssembly: what breaks it is a failure of this text. */
function parsedStatement(parser: LegacyParser, text: string, facts: DialectFacts): Parsed {
  try {
    const result = parser(text, facts.parser);
    if (!result.success)
      return {
        kind: 'failure',
        reason: parserWords(result.error ?? ''),
        position: typeof result.errorStart === 'number' && result.errorStart > 0 ? result.errorStart : null,
      };
    const trees = (Array.isArray(result.ast) ? result.ast : [result.ast]).filter((each) => !isEmpty(each));
    if (trees.length !== 1)
      return {
        kind: 'failure',
        reason:
          trees.length === 0
            ? 'There is no statement.'
            : `There are ${trees.length} statements where one was expected.`,
        position: null,
      };
    return { kind: 'tree', tree: trees[0] };
  } catch (error) {
    return {
      kind: 'failure',
      reason: parserWords(String(error instanceof Error ? error.message : error)),
      position: null,
    };
  }
}

function isEmpty(tree: unknown): boolean {
  const { kind } = nodeOf(tree);
  return (
    tree === null ||
    tree === undefined ||
    kind === 'semicolon' ||
    (kind === 'raw' && String(fieldsOf(nodeOf(tree).fields).sql ?? '').trim() === '')
  );
}

function parserWords(message: string): string {
  return message
    .replace(/^(Parse|Tokenization) error at line \d+, column \d+: /, '')
    .split('\n')[0]!
    .slice(0, 300);
}
