import { type SqlToken, sqlTokens } from '../../../text/index.ts';

/** What the comments of a query say, in the words of the original. */
export interface QueryComments {
  /** By the place of a column in the list of the query's last SELECT; null: nothing is said of it. */
  readonly columns: readonly (string | null)[];
  /** Those within the query that stand at no column, in order. */
  readonly others: readonly string[];
}

/** The comments of a query: behind a column in its line, or in the lines before it, they are the column's. Hints and what stands before the query are left out. */
export function commentsOf(sql: string): QueryComments {
  const tokens = sqlTokens(sql);
  const textOf = ({ start, end }: SqlToken) => sql.slice(start, end);
  const main = mainSelect(tokens, textOf);
  const begins = tokens.findIndex((token) => token.kind === 'word' && /^(select|with)$/i.test(textOf(token)));
  if (main < 0) return { columns: [], others: [] };
  const columns: string[][] = [[]];
  const others: string[] = [];
  let depth = 0;
  let inList = true;
  let last: SqlToken | null = null;
  // A comment behind the comma still belongs to the column before it, in the same line.
  let behindComma = false;
  for (const [index, token] of tokens.entries()) {
    const text = textOf(token);
    if (token.kind === 'comment') {
      const said = index < begins ? null : wordsOf(text);
      if (said === null) continue;
      const isBehind = last !== null && !sql.slice(last.end, token.start).includes('\n');
      if (index < main || !inList) others.push(said);
      else if (behindComma && isBehind) columns.at(-2)?.push(said);
      else columns.at(-1)?.push(said);
      continue;
    }
    behindComma = false;
    if (token.kind === 'symbol' && '([{'.includes(text)) depth++;
    else if (token.kind === 'symbol' && ')]}'.includes(text)) depth--;
    else if (index > main && depth === 0 && inList) {
      if (text === ',') {
        columns.push([]);
        behindComma = true;
      } else if (token.kind === 'word' && /^(from|union|except|intersect|order|into)$/i.test(text))
        inList = false;
    }
    last = token;
  }
  return { columns: columns.map((said) => (said.length === 0 ? null : said.join('; '))), others };
}

/** The SELECT outside of all brackets that stands first: those of steps are in brackets. */
function mainSelect(tokens: readonly SqlToken[], textOf: (token: SqlToken) => string): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    const text = textOf(token);
    if (token.kind === 'symbol' && text === '(') depth++;
    if (token.kind === 'symbol' && text === ')') depth--;
    return depth === 0 && token.kind === 'word' && /^select$/i.test(text);
  });
}

function wordsOf(comment: string): string | null {
  if (/^(--|\/\*)\+/.test(comment)) return null;
  const text = comment
    .replace(/^--+|^\/\*+|\*+\/$/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(text) ? text : null;
}
