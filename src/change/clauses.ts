import type { Definition } from '../environment/index.ts';
import { sqlTokens } from '../text/index.ts';
import type { Reason } from './change.ts';
import { statementSpan } from './reasons.ts';

/** A clause of a statement or of one of its subqueries, as far as the text tells. */
interface Clause {
  readonly kind: ClauseKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type ClauseKind = 'select' | 'join' | 'filter' | 'grain' | 'set' | 'limit' | 'order' | 'with';

const openers: Readonly<Record<string, ClauseKind>> = {
  SELECT: 'select',
  FROM: 'join',
  ON: 'join',
  USING: 'join',
  WHERE: 'filter',
  HAVING: 'filter',
  QUALIFY: 'filter',
  GROUP: 'grain',
  UNION: 'set',
  EXCEPT: 'set',
  INTERSECT: 'set',
  LIMIT: 'limit',
  OFFSET: 'limit',
  ORDER: 'order',
  WITH: 'with',
};

const sentences: readonly { readonly kind: ClauseKind; readonly rule: string; readonly message: string }[] = [
  { kind: 'filter', rule: 'filter-changed', message: 'A filter changed: other rows pass it.' },
  { kind: 'join', rule: 'join-changed', message: 'What is read, or how it is joined, changed.' },
  { kind: 'grain', rule: 'grain-changed', message: 'The grouping changed: a row stands for something else.' },
  { kind: 'set', rule: 'set-changed', message: 'The parts that are put together changed.' },
  { kind: 'limit', rule: 'limit-changed', message: 'The number of rows that are kept changed.' },
];

/**
 * Says which clauses of an edited statement may have changed its rows, with their places: words for a verdict that was found otherwise. Never decides one; none where no clause tells.
 */
export function rowReasons(old: Definition, next: Definition): Reason[] {
  const before = clausesOf(old.sql);
  const now = clausesOf(next.sql);
  return sentences.flatMap(({ kind, rule, message }): Reason[] => {
    const [gone] = without(before, now, kind);
    const [come] = without(now, before, kind);
    if (gone === undefined && come === undefined) return [];
    return [
      {
        rule,
        message,
        columns: [],
        old: gone === undefined ? null : statementSpan(old, gone.start, gone.end),
        new: come === undefined ? null : statementSpan(next, come.start, come.end),
      },
    ];
  });
}

function without(clauses: readonly Clause[], others: readonly Clause[], kind: ClauseKind): Clause[] {
  const known = new Set(others.filter((clause) => clause.kind === kind).map((clause) => clause.text));
  return clauses.filter((clause) => clause.kind === kind && !known.has(clause.text));
}

/** The statement cut at the words that open clauses; what a bracket holds belongs to the clause around it, and is cut again for itself. */
function clausesOf(sql: string): Clause[] {
  const clauses: Clause[] = [];
  const open: { kind: ClauseKind; words: string[]; start: number; end: number }[][] = [[]];
  const finish = (level: (typeof open)[number]): void => {
    const clause = level.pop();
    if (clause !== undefined) clauses.push({ ...clause, text: clause.words.join(' ') });
  };
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'comment') continue;
    const word = sql.slice(token.start, token.end);
    const folded = token.kind === 'word' ? word.toUpperCase() : word;
    if (word === ')' && open.length > 1) finish(open.pop()!);
    const kind = token.kind === 'word' ? openers[folded] : undefined;
    const level = open.at(-1)!;
    // EXTRACT(x FROM y) and EXCEPT in a star open no clause.
    const opens =
      kind !== undefined &&
      (level.length > 0 || folded === 'SELECT' || folded === 'WITH' || folded === 'FROM');
    if (opens) {
      finish(level);
      level.push({ kind, words: [], start: token.start, end: token.end });
    }
    for (const each of open)
      for (const clause of each) {
        clause.words.push(folded);
        clause.end = token.end;
      }
    if (word === '(') open.push([]);
  }
  for (const level of open) finish(level);
  return clauses;
}
