import { beforeAll, describe, expect, test } from 'vitest';
import {
  impactOf,
  indexLineage,
  type LineageGraph,
  unreadEnds,
  usageOf,
} from '../../../src/lineage/index.ts';
import {
  downstreamText,
  lineageMermaid,
  openLineageDatasets,
  relationText,
  triageDocument,
  triageDocumentSchema,
  upstreamText,
  usageCsv,
  usageRows,
} from '../../../src/reports/lineage/index.ts';
import { smallGraph } from './small-project.ts';

let graph: LineageGraph;
beforeAll(async () => {
  graph = await smallGraph();
});

describe('text', () => {
  test('a relation says for each column what it comes from, and what decides its rows', () => {
    expect(relationText(graph.relations.find((one) => one.name === 'silver.sales')!)).toBe(`\
silver.sales full
  person  crm.sales.person identity
  amount  crm.sales.amount transformation, crm.sales.state conditional
  who     bronze.people.name transformation masked
  rows    crm.sales.person join, bronze.people.id join, rows of crm.sales, rows of bronze.people
`);
  });

  test('a column has a tree of what it comes from, with what decides it beside', () => {
    expect(upstreamText(graph, 'gold.totals', 'total')).toBe(`\
gold.totals.total  VARCHAR
└─ silver.sales.amount  aggregation  VARCHAR
   │ decided by crm.sales.state conditional
   └─ crm.sales.amount  transformation  VARCHAR
`);
  });

  test('masking is said where it happens', () => {
    expect(upstreamText(graph, 'gold.totals', 'who')).toContain('bronze.people.name  transformation masked');
  });

  test('a column has a tree of what it becomes and decides', () => {
    expect(downstreamText(graph, 'crm.people', 'country')).toBe(`\
crm.people.country
└─ bronze.people.country  identity
   └─ gold.counts.n  filter
`);
  });
});

test('Mermaid has a box for each relation, solid arrows for values and dotted ones for decisions', () => {
  const chart = lineageMermaid(graph);
  expect(chart).toMatch(/^flowchart LR\n/);
  expect(chart.match(/subgraph/g)).toHaveLength(graph.relations.length);
  expect(chart).toContain('-->|aggregation|');
  expect(chart).toContain('-.->|filter|');
});

test('OpenLineage has fields for values and the dataset for what decides rows', () => {
  const sales = openLineageDatasets(graph, 'lake', 'https://example.org/lode')[1]!;
  const facet = sales.facets.columnLineage;
  expect(facet._schemaURL).toContain('1-2-0/ColumnLineageDatasetFacet.json');
  expect(facet.fields.who).toEqual({
    inputFields: [
      {
        namespace: 'lake',
        name: 'bronze.people',
        field: 'name',
        transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true }],
      },
    ],
  });
  expect(facet.fields.amount?.inputFields.map((field) => field.transformations[0])).toEqual([
    { type: 'INDIRECT', subtype: 'CONDITIONAL', masking: false },
    { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: false },
  ]);
  expect(facet.dataset.map((field) => `${field.name}.${field.field}`)).toEqual([
    'crm.sales.person',
    'bronze.people.id',
  ]);
});

describe('triage', () => {
  test('says of each column whether its values arrive, whether it only decides, or nothing', () => {
    const index = indexLineage(graph);
    const usage = usageOf(graph, index, unreadEnds(graph, index));
    const verdicts = usageCsv(usage, { notRead: [], partlyRead: [] })
      .split('\r\n')
      .map((line) => line.split(','))
      .filter(([relation]) => relation?.startsWith('crm.'))
      .map(([relation, , column, , , verdict, values, decides, hops]) =>
        [`${relation}.${column}`, verdict, values, decides, hops].join(' ').trimEnd(),
      );
    expect(verdicts).toEqual([
      'crm.people.id decides  gold.totals 3',
      'crm.people.name used gold.totals  3',
      'crm.people.country decides  gold.counts 2',
      'crm.people.fax dead end',
      'crm.sales.person decides  gold.totals 2',
      'crm.sales.amount used gold.totals  2',
      'crm.sales.day unread',
      'crm.sales.state decides  gold.totals 2',
      'crm.unused.x unread',
    ]);
    expect(usage.deadRelations).toEqual(['crm.unused']);
  });

  test('as JSON says what the CSV says, in the published form', () => {
    const index = indexLineage(graph);
    const usage = usageOf(graph, index, unreadEnds(graph, index));
    const whole = { notRead: [], partlyRead: [] };
    const document = triageDocument('care', graph, usage, whole);
    expect(triageDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
    const [, ...rows] = usageRows(usage, whole);
    expect(
      document.columns.map((one) => [
        ...[one.relation, one.relationType, one.column, one.type, one.pii ?? '', one.verdict],
        ...[one.valuesArriveIn.join(' '), one.decides.join(' '), String(one.hops ?? ''), ''],
      ]),
    ).toEqual(rows);
    expect(document.deadRelations).toEqual(['crm.unused']);
  });

  test('calls nothing unread or dead while something was not read, and names that', () => {
    const index = indexLineage(graph);
    const usage = usageOf(graph, index, unreadEnds(graph, index));
    const gap = { relation: 'gold.lost', type: 'model', file: 'models/gold/lost.sql', reason: 'no' } as const;
    const coverage = { notRead: [gap], partlyRead: ['a construct'] };
    const document = triageDocument('care', graph, usage, coverage);
    expect(new Set(document.columns.map(({ verdict }) => verdict))).toEqual(
      new Set(['used', 'decides', 'unknown']),
    );
    expect(document.deadRelations).toBeNull();
    expect(document.coverage.notRead).toEqual([gap]);
    const lines = usageCsv(usage, coverage).trimEnd().split('\r\n');
    expect(lines.slice(-2)).toEqual([
      'gold.lost,model,,,,not read,,,,models/gold/lost.sql: no',
      ',,,,,partly read,,,,a construct',
    ]);
  });

  test('agrees with walking the graph from each column', async () => {
    const { downstreamOf } = await import('../../../src/lineage/index.ts');
    const index = indexLineage(graph);
    const ends = unreadEnds(graph, index);
    for (const one of usageOf(graph, index, ends).columns) {
      const reached = downstreamOf(index, [one]).filter((point) => ends.has(point.relation));
      expect(new Set([...one.values, ...one.decides])).toEqual(
        new Set(reached.map((point) => point.relation)),
      );
      expect(new Set(one.values)).toEqual(
        new Set(reached.filter((point) => point.direct).map((point) => point.relation)),
      );
    }
  });
});

test('impact names each relation that is touched, and whether its rows are', () => {
  expect(impactOf(graph, indexLineage(graph), [{ relation: 'crm.people', column: 'id' }])).toEqual([
    {
      relation: 'bronze.people',
      type: 'model',
      columns: [{ name: 'id', value: true }],
      rows: false,
      distance: 1,
    },
    { relation: 'silver.sales', type: 'model', columns: [], rows: true, distance: 2 },
    { relation: 'gold.totals', type: 'model', columns: [], rows: true, distance: 3 },
  ]);
});
