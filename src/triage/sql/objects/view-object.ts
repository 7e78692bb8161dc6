import type { LegacyColumn, LegacyObject } from '../../estate/legacy-object.ts';
import { nothingFound, placeOf, type Reading, readStatement } from '../statements/index.ts';
import { nameText, parts } from '../text/table-columns.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import { statementKind } from '../uses/statement-kind.ts';
import type { Header } from './header.ts';
import { definingStatement, makeObject } from './make-object.ts';
import { nowhere } from './variables.ts';

export function viewObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens } = reading;
  let at = header.next;
  let columns: LegacyColumn[] | null = null;
  if (is(tokens[at], '(')) {
    const end = closing(tokens, at, to);
    columns = parts(tokens, at + 1, end - 1).flatMap(([first]) => {
      const token = tokens[first];
      return token === undefined || (token.kind !== 'word' && token.kind !== 'name')
        ? []
        : { name: nameText(text, token), type: null, nullable: null };
    });
    at = end;
  }
  // WITH SCHEMABINDING, COMMENT = '…', OPTIONS (…) and the like stand before AS.
  while (at < to && !isWord(tokens[at], 'AS')) at = is(tokens[at], '(') ? closing(tokens, at, to) : at + 1;
  let end = to;
  if (isWord(tokens[end - 1], 'OPTION') && isWord(tokens[end - 2], 'CHECK')) {
    while (end > at && !isWord(tokens[end], 'WITH')) end--;
  } else if (isWord(tokens[end - 2], 'READ') && isWord(tokens[end - 1], 'ONLY')) end -= 3;
  else if (isWord(tokens[end - 1], 'DATA')) while (end > at && !isWord(tokens[end], 'WITH')) end--;
  const found = nothingFound();
  let query = at + 1;
  if (isWord(tokens[query], 'LOCKING'))
    while (query < end && !isWord(tokens[query], 'SELECT', 'SEL', 'WITH')) query++;
  readStatement(reading, query, end, nowhere, false, found, statementKind(tokens, from, to));
  const whole = text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  if (found.statements.length === 0)
    found.statements.push({
      ...definingStatement(reading, from, to, [], []).statements[0]!,
      understanding: 'opaque',
    });
  else found.statements[0] = { ...found.statements[0]!, text: whole, place: placeOf(reading, from, to) };
  return makeObject(reading, from, to, header.parts, header.kind, found, { columns });
}
