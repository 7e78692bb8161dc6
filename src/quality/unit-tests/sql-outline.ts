import { closes, opens, type SqlWords, sqlWords } from './sql-words.ts';

/** A stretch of a statement, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Places of a statement at which it goes one way or the other. */
export type Fork =
  /** One WHEN of a CASE with what it gives. `when` reaches from WHEN to the end of `result`. */
  | {
      readonly kind: 'case-when';
      readonly when: Stretch;
      readonly condition: Stretch;
      readonly result: Stretch;
    }
  /** The rest of a CASE. `otherwise` null: there is no ELSE; `end` is where END stands. */
  | {
      readonly kind: 'case-else';
      readonly whole: Stretch;
      readonly otherwise: Stretch | null;
      readonly end: number;
    }
  /** An argument of coalesce or ifnull behind the first. */
  | { readonly kind: 'fallback'; readonly whole: Stretch; readonly argument: Stretch }
  /** One condition of a WHERE, HAVING, QUALIFY or FILTER; `others`: those that stand beside it. `clause` reaches from behind the keyword to the clause's end. */
  | {
      readonly kind: 'filter';
      readonly keyword: 'WHERE' | 'HAVING' | 'QUALIFY' | 'FILTER';
      readonly clause: Stretch;
      readonly condition: Stretch;
      readonly others: readonly Stretch[];
    }
  /** A join with a condition. `words`: all its keywords up to JOIN. */
  | { readonly kind: 'join'; readonly join: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL'; readonly words: Stretch };

const endsOfClause = new Set([
  'GROUP',
  'HAVING',
  'WINDOW',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'USING',
  'SELECT',
  'FROM',
]);
const joinWords = new Set([
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'OUTER',
  'CROSS',
  'SEMI',
  'ANTI',
  'ASOF',
  'NATURAL',
  'POSITIONAL',
]);

/** The forks of a statement in the order in which they stand. The engine has read it: it is known to be right. */
export function forksOf(sql: string): Fork[] {
  const words = sqlWords(sql);
  const forks: Fork[] = [];
  for (let index = 0; index < words.count; index++) {
    const word = words.at(index);
    if (word === 'CASE') forks.push(...caseForks(words, index));
    else if ((word === 'COALESCE' || word === 'IFNULL') && words.at(index + 1) === '(')
      forks.push(...fallbacks(words, index));
    else if (word === 'WHERE' || word === 'HAVING' || word === 'QUALIFY')
      forks.push(...filters(words, index, word));
    else if (word === 'JOIN') forks.push(...joins(words, index));
  }
  return forks;
}

function stretch(words: SqlWords, from: number, past: number): Stretch {
  return { start: words.start(from), end: words.end(past - 1) };
}

/** Indexes behind `from` at which one of `wanted` stands outside of brackets and of a CASE within; ends where `stop` says so. */
function marks(
  words: SqlWords,
  from: number,
  wanted: ReadonlySet<string>,
  stop: (word: string) => boolean,
): { readonly found: readonly number[]; readonly past: number } {
  const found: number[] = [];
  let cases = 0;
  let index = from;
  for (; index < words.count; index++) {
    const word = words.at(index);
    if (opens(word)) index = words.closing(index);
    else if (cases === 0 && (closes(word) || stop(word))) break;
    else if (word === 'CASE') cases++;
    else if (word === 'END' && cases > 0) cases--;
    else if (cases === 0 && wanted.has(word)) found.push(index);
  }
  return { found, past: index };
}

const caseWords = new Set(['WHEN', 'THEN', 'ELSE']);

function caseForks(words: SqlWords, index: number): Fork[] {
  const { found, past } = marks(words, index + 1, caseWords, (word) => word === 'END');
  const forks: Fork[] = [];
  let otherwise: Stretch | null = null;
  found.forEach((at, place) => {
    const next = found[place + 1] ?? past;
    if (words.at(at) === 'WHEN') {
      const behind = found[place + 2] ?? past;
      forks.push({
        kind: 'case-when',
        when: stretch(words, at, behind),
        condition: stretch(words, at + 1, next),
        result: stretch(words, next + 1, behind),
      });
    } else if (words.at(at) === 'ELSE') otherwise = stretch(words, at + 1, next);
  });
  forks.push({
    kind: 'case-else',
    whole: stretch(words, index, past + 1),
    otherwise,
    end: words.start(past),
  });
  return forks;
}

const comma = new Set([',']);

function fallbacks(words: SqlWords, index: number): Fork[] {
  const { found, past } = marks(words, index + 2, comma, () => false);
  const whole = stretch(words, index, past + 1);
  return found.flatMap((at, place): Fork[] => {
    const argument = stretch(words, at + 1, found[place + 1] ?? past);
    const isNull = words.sql.slice(argument.start, argument.end).toUpperCase() === 'NULL';
    return isNull ? [] : [{ kind: 'fallback', whole, argument }];
  });
}

const connectives = new Set(['AND', 'OR', 'BETWEEN']);

function filters(words: SqlWords, index: number, keyword: 'WHERE' | 'HAVING' | 'QUALIFY'): Fork[] {
  const isFilter = keyword === 'WHERE' && words.at(index - 1) === '(' && words.at(index - 2) === 'FILTER';
  // `IS DISTINCT FROM` has a FROM that ends nothing.
  const { found, past } = marks(words, index + 1, connectives, () => false);
  let end = past;
  for (let at = index + 1; at < past; at++) {
    if (opens(words.at(at))) at = words.closing(at);
    else if (
      endsOfClause.has(words.at(at)) &&
      !(words.at(at) === 'FROM' && words.at(at - 1) === 'DISTINCT')
    ) {
      end = at;
      break;
    }
  }
  const clause = stretch(words, index + 1, end);
  const cuts: number[] = [];
  let between = 0;
  let isOr = false;
  for (const at of found.filter((each) => each < end)) {
    if (words.at(at) === 'OR') isOr = true;
    else if (words.at(at) === 'BETWEEN') between++;
    else if (between > 0) between--;
    else cuts.push(at);
  }
  const parts = isOr
    ? [clause]
    : [...cuts, end].map((at, place) => stretch(words, place === 0 ? index + 1 : cuts[place - 1]! + 1, at));
  return parts.map((condition) => ({
    kind: 'filter',
    keyword: isFilter ? 'FILTER' : keyword,
    clause,
    condition,
    others: parts.filter((other) => other !== condition),
  }));
}

function joins(words: SqlWords, index: number): Fork[] {
  let first = index;
  const kinds = new Set<string>();
  while (joinWords.has(words.at(first - 1))) kinds.add(words.at(--first));
  if (['CROSS', 'SEMI', 'ANTI', 'ASOF', 'NATURAL', 'POSITIONAL'].some((kind) => kinds.has(kind))) return [];
  const join = (['LEFT', 'RIGHT', 'FULL'] as const).find((kind) => kinds.has(kind)) ?? 'INNER';
  return [{ kind: 'join', join, words: stretch(words, first, index + 1) }];
}
