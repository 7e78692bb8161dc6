import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  refusedExpressions,
  refusedExpressionTypes,
  refusedOperators,
} from '../../src/relation/decode/refused.ts';
import { decodePlan } from '../../src/relation/index.ts';
import { openBinder } from '../lineage/bind.ts';
import { readCaseFile } from '../lineage/case-file.ts';
import { expressionClasses, expressionTypes, joinTypes, logicalOperatorTypes } from './enumerations.ts';
import { rareQueries } from './rare-queries.ts';

/** Decoded, though no query gives them before optimisation: they are simple, and a plan that was optimised stays readable. */
const neverUnoptimised = [
  'LOGICAL_TOP_N',
  'LOGICAL_EMPTY_RESULT',
  'COMPARE_NOT_IN',
  'RIGHT_SEMI',
  'RIGHT_ANTI',
];

const seen = new Set<string>();

beforeAll(async () => {
  const folder = new URL('../lineage/cases/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const file = readCaseFile(readFileSync(new URL(name, folder), 'utf8'));
    const binder = await openBinder(file.schema);
    for (const sql of [...file.cases.map((one) => one.sql), ...(name === 'joins.sql' ? rareQueries : [])]) {
      const plan = await binder.plan(sql);
      expect(decodePlan(plan, sql).diagnostics).toEqual([]);
      for (const [, word] of plan.matchAll(/"(?:type|expression_class|join_type|comparison)":"([A-Z_]+)"/g)) {
        seen.add(word!);
      }
    }
    binder.close();
  }
});

describe.each([
  ['operator', logicalOperatorTypes, refusedOperators],
  ['expression class', expressionClasses, refusedExpressions],
  ['expression type', expressionTypes, refusedExpressionTypes],
  ['join type', joinTypes, { INVALID: 'it is no join' }],
] as const)('every %s of the engine', (_, names, refused: Readonly<Record<string, string>>) => {
  test.each(names)('%s is decoded from a real plan, or refused for a reason', (name) => {
    const decoded = seen.has(name) || neverUnoptimised.includes(name);
    expect({ name, decoded, refused: refused[name] !== undefined }).toEqual({
      name,
      decoded,
      refused: !decoded,
    });
  });
});

test.each(Object.keys(refusedOperators))('%s becomes an unknown operator and is told', (name) => {
  const { value, diagnostics } = decodePlan(JSON.stringify({ plans: [{ type: name }] }), 'm');
  expect(value).toMatchObject({ kind: 'unknown', inputs: [] });
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['plan-node-unknown']);
});

test.each(Object.keys(refusedExpressions))('%s becomes an unknown expression and is told', (name) => {
  const plan = {
    type: 'LOGICAL_PROJECTION',
    children: [{ type: 'LOGICAL_DUMMY_SCAN' }],
    expressions: [{ expression_class: name, type: 'INVALID', return_type: { id: 'INTEGER' } }],
  };
  const { value, diagnostics } = decodePlan(JSON.stringify({ plans: [plan] }), 'm');
  expect(value).toMatchObject({
    kind: 'project',
    expressions: [{ kind: 'unknown' }],
    types: [{ text: 'INTEGER' }],
  });
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['plan-node-unknown']);
});
