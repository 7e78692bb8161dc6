import { beforeAll, describe, expect, test } from 'vitest';
import {
  downstreamOf,
  type Edge,
  indexLineage,
  type LineageGraph,
  limitToReached,
  lineageDocument,
  lineageDocumentSchema,
  type ReachedPoint,
  type Sources,
  seeThrough,
  upstreamOf,
} from '../../src/lineage/index.ts';
import { graphOf } from './project.ts';

let graph: LineageGraph;
beforeAll(async () => {
  graph = await graphOf({
    sources: {
      'crm.people': 'id INTEGER, name VARCHAR, country VARCHAR',
      'crm.sales': 'person INTEGER, amount DECIMAL(10,2), day DATE, state VARCHAR',
    },
    models: {
      'bronze.people': 'SELECT id, md5(name) AS who, country FROM crm.people',
      'bronze.sales': "SELECT person, amount, day FROM crm.sales WHERE state = 'done'",
      'silver.sales':
        'SELECT s.person, s.amount * 2 AS amount, s.day, p.who FROM bronze.sales s JOIN bronze.people p ON p.id = s.person',
      'gold.totals': 'SELECT who, sum(amount) AS total FROM silver.sales GROUP BY who',
      'gold.counts': 'SELECT count(*) AS n FROM silver.sales',
    },
    kinds: { 'bronze.people': 'view', 'bronze.sales': 'embedded' },
  });
});

function write(sources: Sources): string[] {
  const edges = sources.edges.map(
    (edge: Edge) => `${edge.relation}.${edge.column} ${edge.subtype}${edge.masking ? ' masked' : ''}`,
  );
  return [...edges, ...sources.rowsOf.map((relation) => `rows of ${relation}`)].sort();
}

function relation(of: LineageGraph, name: string) {
  return of.relations.find((one) => one.name === name)!;
}

describe('seeThrough', () => {
  test('gives the edges of what stands behind views and embedded models', () => {
    const seen = seeThrough(graph, (one) => one.kind === 'view' || one.kind === 'embedded');
    const sales = relation(seen, 'silver.sales');
    expect(sales.columns.map((column) => [column.name, ...write(column)])).toEqual([
      ['person', 'crm.sales.person IDENTITY'],
      ['amount', 'crm.sales.amount TRANSFORMATION'],
      ['day', 'crm.sales.day IDENTITY'],
      ['who', 'crm.people.name TRANSFORMATION masked'],
    ]);
    expect(write(sales.rows)).toEqual([
      'crm.people.id JOIN',
      'crm.sales.person JOIN',
      'crm.sales.state FILTER',
      'rows of crm.people',
      'rows of crm.sales',
    ]);
  });

  test('leaves what is stored between as it was', () => {
    const seen = seeThrough(graph, (one) => one.kind === 'view' || one.kind === 'embedded');
    expect(write(relation(seen, 'gold.totals').columns[1]!)).toEqual(['silver.sales.amount AGGREGATION']);
  });

  test('of all models gives edges to the sources in one step', () => {
    const seen = seeThrough(graph, (one) => one.type === 'model');
    const totals = relation(seen, 'gold.totals');
    expect(totals.columns.map((column) => [column.name, ...write(column)])).toEqual([
      ['who', 'crm.people.name TRANSFORMATION masked'],
      ['total', 'crm.sales.amount AGGREGATION'],
    ]);
    expect(write(totals.rows)).toEqual([
      'crm.people.id JOIN',
      'crm.people.name GROUP_BY masked',
      'crm.sales.person JOIN',
      'crm.sales.state FILTER',
      'rows of crm.people',
      'rows of crm.sales',
    ]);
  });

  test('turns the rows of a model into what decides them', () => {
    const seen = seeThrough(graph, (one) => one.type === 'model');
    expect(write(relation(seen, 'gold.counts').columns[0]!)).toEqual([
      'crm.people.id JOIN',
      'crm.sales.person JOIN',
      'crm.sales.state FILTER',
      'rows of crm.people',
      'rows of crm.sales',
    ]);
  });
});

describe('reaching', () => {
  const points = (reached: readonly ReachedPoint[]) =>
    reached.map(
      (point) =>
        `${point.distance} ${point.relation}.${point.column ?? '(rows)'}${point.direct ? '' : ' indirect'}`,
    );

  test('upstream goes to the source columns', () => {
    const reached = upstreamOf(indexLineage(graph), [{ relation: 'gold.totals', column: 'total' }]);
    expect(points(reached)).toEqual(['1 silver.sales.amount', '2 bronze.sales.amount', '3 crm.sales.amount']);
  });

  test('downstream follows values and what decides rows', () => {
    const reached = downstreamOf(indexLineage(graph), [{ relation: 'crm.sales', column: 'state' }]);
    expect(points(reached)).toEqual([
      '1 bronze.sales.(rows) indirect',
      '2 silver.sales.(rows) indirect',
      '3 gold.totals.(rows) indirect',
      '3 gold.counts.n indirect',
    ]);
  });

  test('a point that is reached both ways counts as direct', async () => {
    const both = await graphOf({
      sources: { 'src.t': 'a INTEGER' },
      models: {
        'm.one': 'SELECT a, CASE WHEN a > 1 THEN 1 END AS flag FROM src.t',
        'm.two': 'SELECT CASE WHEN flag > 0 THEN a END AS x FROM m.one',
      },
    });
    const reached = downstreamOf(indexLineage(both), [{ relation: 'src.t', column: 'a' }]);
    expect(points(reached)).toEqual(['1 m.one.a', '1 m.one.flag indirect', '2 m.two.x']);
  });

  test('names are compared without case', () => {
    const index = indexLineage(graph);
    expect(upstreamOf(index, [{ relation: 'GOLD.Totals', column: 'TOTAL' }])).toHaveLength(3);
  });

  test('limits a graph to what was reached', () => {
    const start = { relation: 'gold.totals', column: 'total' };
    const limited = limitToReached(graph, [start], upstreamOf(indexLineage(graph), [start]));
    expect(limited.relations.map((one) => one.name)).toEqual([
      'crm.sales',
      'bronze.sales',
      'silver.sales',
      'gold.totals',
    ]);
  });
});

test('the document of a graph has the published form', () => {
  const document = lineageDocument(graph, []);
  expect(lineageDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  expect(document.relations[4]).toMatchObject({
    name: 'silver.sales',
    rows: [
      { relation: 'bronze.sales', column: 'person', subtype: 'JOIN' },
      { relation: 'bronze.people', column: 'id', subtype: 'JOIN' },
    ],
    rowsOf: ['bronze.sales', 'bronze.people'],
  });
});
