import type { LegacyObject } from '../../estate/legacy-object.ts';
import { nothingFound, type Reading, readBody } from '../statements/index.ts';
import { isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Header } from './header.ts';
import { definingStatement, makeObject } from './make-object.ts';
import { nowhere, withVariables } from './variables.ts';

export function packageObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const found = nothingFound();
  if (header.body)
    readBody(reading, header.next + 1, to, withVariables(nowhere, reading, header.next, to), true, found);
  else found.statements.push(definingStatement(reading, from, to, [], []).statements[0]!);
  const own = routinesOf(reading, header.next, to);
  for (const [i, { calls, ...statement }] of found.statements.entries()) {
    const others = calls?.filter((call) => !own.has(call)) ?? [];
    found.statements[i] = {
      ...statement,
      reads: statement.reads.filter(({ relation }) => !own.has(relation)),
      ...(others.length > 0 ? { calls: others } : {}),
    };
  }
  return makeObject(reading, from, to, header.parts, 'package', found);
}

/** The routines of a package: what calls one of them by its bare name stays within it. */
function routinesOf({ text, tokens }: Reading, from: number, to: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'PROCEDURE', 'FUNCTION') || isWord(tokens[i - 1], 'EXECUTE')) continue;
    const name = nameAt(text, tokens, i + 1, to);
    if (name !== null && name.parts.length === 1) names.add(relationName(name.parts));
  }
  return names;
}
