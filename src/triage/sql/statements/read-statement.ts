import { is, isWord } from '../text/token-tests.ts';
import { usesOfTokens } from '../uses/statement-uses.ts';
import type { Surroundings } from '../uses/walk/index.ts';
import { type Counting, count } from './measures.ts';
import { type Found, placeOf, type Reading, textOf } from './reading.ts';

/** One statement that stands by itself. */
export function readStatement(
  reading: Reading,
  from: number,
  to: number,
  around: Surroundings,
  inRoutine: boolean,
  found: Found,
  kind?: string,
): void {
  if (to <= from) return;
  const place = placeOf(reading, from, to);
  const { notes, ...uses } = usesOfTokens({ ...reading, from, to }, { place, around, inRoutine });
  found.statements.push({ ...uses, kind: kind ?? uses.kind, place, text: textOf(reading, from, to) });
  for (const note of notes) found.notes.push({ ...note, place });
  countIn(reading, from, to, found.counting);
}

function countIn(reading: Reading, from: number, to: number, counting: Counting): void {
  const { tokens } = reading;
  const at = (i: number) => placeOf(reading, i, i + 1);
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    if (token.text === 'JOIN' || token.text === 'APPLY') count(counting, 'joins', at(i));
    else if (token.text === 'PIVOT' || token.text === 'UNPIVOT') count(counting, 'pivots', at(i));
    else if (token.text === 'CASE' && !isWord(tokens[i - 1], 'END')) count(counting, 'branches', at(i));
    else if (token.text === 'SELECT' && i > from && is(tokens[i - 1], '('))
      count(counting, 'subqueries', at(i));
    else if (token.text === 'OVER' && is(tokens[i + 1], '(')) count(counting, 'windows', at(i));
  }
}
