import { describe, expect, test } from 'vitest';
import { buildGraph, type GraphNode, selectNodes } from '../../src/graph/index.ts';

const model = (name: string, reads: readonly string[], more: Partial<GraphNode> = {}): GraphNode => ({
  name,
  reads,
  type: 'model',
  layer: name.split('.')[0]!,
  kind: 'full',
  tags: [],
  path: `models/${name.replace('.', '/')}.sql`,
  ...more,
});

const graph = buildGraph([
  model('erp.BILL', [], { type: 'source', layer: null, kind: null, path: 'models/bronze/erp.source.yml' }),
  model('seeds.rates', [], { type: 'seed', layer: null, kind: 'seed', path: 'seeds/rates.csv' }),
  model('bronze.bill', ['erp.BILL']),
  model('silver.bill', ['bronze.bill', 'seeds.rates'], { tags: ['nightly'] }),
  model('silver.people', ['bronze.bill'], { kind: 'view' }),
  model('gold.kpis', ['silver.bill'], { tags: ['nightly', 'finance'], path: 'models/gold/care/kpis.sql' }),
  model('gold.who', ['silver.people'], { path: 'models/gold/care/who.sql' }),
]);

const pick = (selector: string, exclude: string | null = null): string[] =>
  [...selectNodes(graph, selector, exclude).value].sort();

describe('selectors', () => {
  test.each([
    ['gold.kpis', ['gold.kpis']],
    ['GOLD.Kpis', ['gold.kpis']],
    ['kpis', ['gold.kpis']],
    ['gold', ['gold.kpis', 'gold.who']],
    ['+gold.kpis', ['bronze.bill', 'erp.BILL', 'gold.kpis', 'seeds.rates', 'silver.bill']],
    ['1+gold.kpis', ['gold.kpis', 'silver.bill']],
    ['silver.bill+', ['gold.kpis', 'silver.bill']],
    ['bronze.bill+1', ['bronze.bill', 'silver.bill', 'silver.people']],
    ['1+silver.bill+1', ['bronze.bill', 'gold.kpis', 'seeds.rates', 'silver.bill']],
    ['@silver.people', ['bronze.bill', 'erp.BILL', 'gold.who', 'silver.people']],
    ['tag:nightly', ['gold.kpis', 'silver.bill']],
    ['tag:night*', ['gold.kpis', 'silver.bill']],
    ['path:models/gold/care', ['gold.kpis', 'gold.who']],
    ['path:models/gold/care/k*.sql', ['gold.kpis']],
    ['kind:view', ['silver.people']],
    ['source:erp', ['erp.BILL']],
    ['source:erp+1', ['bronze.bill', 'erp.BILL']],
    ['layer:silver', ['silver.bill', 'silver.people']],
    ['*.bill', ['bronze.bill', 'erp.BILL', 'silver.bill']],
    ['gold.kpis silver.people', ['gold.kpis', 'silver.people']],
    ['tag:nightly,gold', ['gold.kpis']],
    ['tag:nightly,kind:view', []],
    ['tag:nightly,gold silver.people', ['gold.kpis', 'silver.people']],
  ])('%s', (selector, names) => {
    expect(pick(selector)).toEqual(names);
    expect(selectNodes(graph, selector).diagnostics).toEqual([]);
  });

  test('what is excluded is taken away, with its own plus signs', () => {
    expect(pick('+gold.kpis', 'source:* seeds.rates')).toEqual(['bronze.bill', 'gold.kpis', 'silver.bill']);
    expect(pick('bronze.bill+', 'silver.people+')).toEqual(['bronze.bill', 'gold.kpis', 'silver.bill']);
  });

  test('a term that picks nothing is told, with the near name', () => {
    const { value, diagnostics } = selectNodes(graph, 'gold.kpsi');
    expect(value.size).toBe(0);
    expect(diagnostics).toMatchObject([
      { code: 'selector-picks-nothing', hint: 'Did you mean `gold.kpis`?' },
    ]);
  });

  test('an unknown method is told', () => {
    expect(selectNodes(graph, 'tags:nightly').diagnostics).toMatchObject([
      { code: 'selector-method', hint: 'Did you mean `tag`?' },
    ]);
  });

  test('state and column ask the resolver; without one the command cannot use them', () => {
    const resolved = selectNodes(graph, 'state:modified+ column:silver.people.name+', null, (term) =>
      term.method === 'state' ? new Set(['silver.bill']) : new Set([`gold.who`]),
    );
    expect([...resolved.value].sort()).toEqual(['gold.kpis', 'gold.who', 'silver.bill']);
    expect(selectNodes(graph, 'state:modified').diagnostics).toMatchObject([{ code: 'selector-not-here' }]);
  });
});
