import { expect, test } from 'vitest';
import { collectLog } from '../../../src/cli/usage/collect-log.ts';
import type { Dialect } from '../../../src/triage/index.ts';

test.each([
  ['postgres', 'do $$ begin perform a from t; end $$', 'do $$ begin perform b from t; end $$', "do '?'"],
  [
    'postgres',
    'do language plpgsql $x$ begin perform a from t; end $x$',
    'do language plpgsql $x$ begin perform b from t; end $x$',
    "do language plpgsql '?'",
  ],
  ['tsql', "exec('select a from t')", "exec('select b from t')", "exec('?')"],
  ['mysql', 'prepare s from "select a from t"', 'prepare s from "select b from t"', "prepare s from '?'"],
] as const)(
  'in %s, statements in whose text others stand are told apart: %s',
  (dialect, one, other, text) => {
    const found = statementsOf(dialect, [one, other, one]);
    expect(found.map(({ example }) => example)).toEqual([one, other]);
    expect(found.map((each) => each.text)).toEqual([text, text]);
  },
);

test('calls with other numbers are one statement, for no other statement can stand in them', () => {
  const calls = Array.from({ length: 50 }, (_, index) => `exec dbo.p @id = ${index}`);
  expect(statementsOf('tsql', calls)).toMatchObject([{ text: 'exec dbo.p @id = 0', example: calls[0] }]);
});

function statementsOf(dialect: Dialect, texts: readonly string[]) {
  const never = () => false;
  const robots = { isRobotUser: never, isRobotApplication: never, isRobotText: never };
  const collected = collectLog({ dialect, robots, writtenAt: 0 });
  for (const [at, sql] of texts.entries()) {
    const query = {
      time: at,
      user: null,
      application: null,
      dialect,
      namespace: null,
      sql,
      calls: 1,
      durationMs: null,
      id: null,
    };
    collected.take(at + 1, { kind: 'query', query: { ...query, reads: null } }, false);
  }
  return collected.statements;
}
