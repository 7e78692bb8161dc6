import type { Dialect } from '../estate/dialect.ts';
import type { Edit, Word } from './edit-words.ts';
import { wordsOf } from './edit-words.ts';
import { identifierOf, listOf, nodeOf } from './tree.ts';

const wrapper = 'LODE_QUERY';
const unnamed = 'lode_unnamed';
const operators = /^(UNION|INTERSECT|EXCEPT|MINUS)$/;
/** Before the bracket of a query that is a branch of its own, or that another word gives a meaning to. */
const ownBranch =
  /^(UNION|INTERSECT|EXCEPT|MINUS|ALL|ANY|SOME|IN|EXISTS|AS|INTO|WITH|MATERIALIZED|VALUES|TABLE|VIEW|\(|\)|;)$/;
const beforeValue =
  /^(AND|OR|NOT|BETWEEN|LIKE|THEN|ELSE|WHEN|CASE|BY|SELECT|ON|WHERE|HAVING|RETURN|IS|[^\p{L}\p{N}_$"'`\])])$/u;

/**
 * Of `WHERE a > (SELECT …) UNION SELECT …` the parser gives the second query to the bracket: both are one value for it then. A function around the bracket, or a name behind it in FROM, keeps them apart;
 * `withoutMarks` takes both out of the tree again.
 */
export function closedQueries(dialect: Dialect, text: string): readonly Edit[] {
  if (!/\)\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(?:UNION|INTERSECT|EXCEPT|MINUS)\b/i.test(text)) return [];
  const words = wordsOf(dialect, text);
  const edits: Edit[] = [];
  const open: number[] = [];
  for (let at = 0; at < words.length; at++) {
    const { word } = words[at]!;
    if (word === '(') open.push(at);
    if (word !== ')') continue;
    const start = open.pop();
    if (start === undefined || !operators.test(words[at + 1]?.word ?? '') || !holdsQuery(words, start))
      continue;
    const before = words[start - 1]?.word ?? ';';
    const isDistinct = before === 'DISTINCT' && words[start - 2]?.word === 'SELECT';
    const [from, to] = [words[start]!, words[at]!];
    if (/^(FROM|JOIN|LATERAL|APPLY)$/.test(before) || (before === ',' && isInFrom(words, start)))
      edits.push({ start: to.end, end: to.end, text: ` ${unnamed}` });
    else if (isDistinct || (!ownBranch.test(before) && beforeValue.test(before)))
      edits.push(
        { start: from.start, end: from.start, text: `${wrapper}(` },
        { start: to.end, end: to.end, text: ')' },
      );
  }
  return edits;
}

/** The tree without what `closedQueries` has put into the text. */
export function withoutMarks(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(withoutMarks);
  const { kind, fields } = nodeOf(tree);
  if (kind === 'function' && (fields.name === wrapper || identifierOf(fields.name)?.name === wrapper))
    return withoutMarks(listOf(fields.args)[0]);
  return Object.fromEntries(
    Object.entries(tree).map(([key, inner]) => [
      key,
      key === 'alias' && identifierOf(inner)?.name === unnamed ? null : withoutMarks(inner),
    ]),
  );
}

/** Whether the tree may have marks: going through it costs as much as reading it. */
export function isMarked(text: string): boolean {
  return text.includes(wrapper) || text.includes(unnamed);
}

function holdsQuery(words: readonly Word[], open: number): boolean {
  let at = open;
  while (words[at]?.word === '(') at++;
  return /^(SELECT|WITH)$/.test(words[at]?.word ?? '');
}

/** Whether the clause in which `at` stands is FROM. */
function isInFrom(words: readonly Word[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0 && depth >= 0; i--) {
    const { word } = words[i]!;
    if (word === ')') depth++;
    else if (word === '(') depth--;
    else if (depth === 0 && /^(FROM|SELECT|WHERE|GROUP|ORDER|HAVING|SET|VALUES)$/.test(word))
      return word === 'FROM';
  }
  return false;
}
