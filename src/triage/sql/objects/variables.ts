import type { Reading } from '../statements/index.ts';
import { parts } from '../text/table-columns.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Surroundings } from '../uses/walk/index.ts';

export const nowhere: Surroundings = { variables: new Set(), triggerTable: null, proceduresInFrom: false };

/** Names of variables that a body declares: a column of this name without its table is the variable. */
export function withVariables(
  around: Surroundings,
  { tokens, text, dialect }: Reading,
  from: number,
  to: number,
): Surroundings {
  // PSQL and T-SQL mark variables within SQL: what bears no mark is a column.
  if (dialect === 'firebird' || dialect === 'tsql') return { ...around, variables: new Set() };
  const names = new Set(around.variables);
  let declares = true;
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (isWord(token, 'PROCEDURE', 'FUNCTION') && is(tokens[i + 2], '('))
      for (const [first] of parts(tokens, i + 3, closing(tokens, i + 2, to) - 1)) {
        const name = tokens[first];
        if (name?.kind === 'word') names.add(name.text.toLowerCase());
      }
    if (isWord(token, 'FOR', 'FORALL') && tokens[i + 1]?.kind === 'word' && isWord(tokens[i + 2], 'IN'))
      names.add(text.slice(tokens[i + 1]!.start, tokens[i + 1]!.end).toLowerCase());
    if (isWord(token, 'DECLARE', 'IS')) declares = true;
    else if (isWord(token, 'BEGIN')) declares = false;
    if (token.kind !== 'word' || !declares) continue;
    const before = tokens[i - 1];
    const begins = i === from || is(before, ';') || isWord(before, 'DECLARE', 'VARIABLE', 'IS', 'AS');
    const next = tokens[i + 1];
    if (
      !begins ||
      next?.kind !== 'word' ||
      /^(DECLARE|VARIABLE|CURSOR|PROCEDURE|FUNCTION|TYPE|PRAGMA|SELECT|INSERT|UPDATE|DELETE|CONTINUE|EXIT|SET|IF|CALL|WITH|MERGE|TRUNCATE|CREATE|DROP|ALTER)$/.test(
        token.text,
      )
    )
      continue;
    names.add(text.slice(token.start, token.end).toLowerCase());
  }
  return { ...around, variables: names };
}
