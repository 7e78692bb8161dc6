import { describe, expect, it } from 'vitest';
import {
  checkDecisions,
  effortOf,
  loadDecisions,
  makeTriageReport,
  noDecisions,
  type TriageInput,
  triageReport,
  triageRows,
} from '../../../src/triage/index.ts';
import { estate, type SmallObject, usage } from './estate.ts';

const objects: Record<string, SmallObject> = {
  'b.lines': {},
  'b.people': {},
  'b.v_lines': { reads: ['b.lines'] },
  'b.v_people': { reads: ['b.people(id, name)'] },
  'b.v_ids': { reads: ['b.people(id)'] },
  'b.v_report': { reads: ['b.v_lines', 'b.v_people'], owner: 'finance' },
  'b.v_old': { reads: ['b.v_older'] },
  'b.v_older': { reads: ['b.v_lines', 'b.archive'] },
  'b.archive': {},
  'b.load': { kind: 'procedure', reads: ['b.lines'], writes: ['b.totals'], measures: { loops: 2 } },
  'b.totals': {},
  'job.py': { kind: 'script', reads: ['b.totals'], writes: ['file:out.csv'] },
  'file:out.csv': { kind: 'export' },
};
const reads = usage([
  ['b.v_report', 'amount', 'anna', 40],
  ['b.v_report', 'home', 'anna', 35],
  ['b.v_report', null, 'ben', 2],
]);
const decisionsOf = (text: string) => {
  const { value, diagnostics } = loadDecisions({ path: 'triage.yml', text });
  expect(diagnostics).toEqual([]);
  return value!;
};
const inputOf = (more: Partial<TriageInput> = {}): TriageInput => ({
  inventory: estate(objects),
  usage: reads,
  decisions: noDecisions,
  successors: [],
  declared: [],
  personal: new Map([['people', new Map([['name', 'name']])]]),
  origins: new Map(),
  wave: { unit: 'objects', size: 4 },
  ...more,
});
const rowsOf = (more: Partial<TriageInput> = {}) =>
  new Map(triageRows(inputOf(more)).map((row) => [row.object, row]));

describe('a row', () => {
  const rows = rowsOf();

  it('counts what lies before and behind, and names the readers', () => {
    const report = rows.get('b.v_report')!;
    expect([report.upstream, report.downstream, report.reads]).toEqual([4, 0, ['b.v_lines', 'b.v_people']]);
    expect(report.readers.map(({ user, queries }) => [user, queries])).toEqual([
      ['anna', 40],
      ['ben', 2],
    ]);
    expect(new Date(report.lastUse!).toISOString().slice(0, 10)).toBe('2026-03-10');
    expect(rows.get('b.lines')!.consumers).toEqual(['anna', 'ben', 'file:out.csv', 'job.py']);
  });

  it('says how each is used: read, read through others, handed on, not seen', () => {
    const uses = Object.fromEntries([...rows.values()].map(({ object, use }) => [object, use]));
    expect(uses).toMatchObject({
      'b.v_report': 'read',
      'b.v_people': 'reached',
      'b.load': 'reached',
      'b.totals': 'reached',
      'b.v_old': 'not_seen',
      'b.archive': 'not_seen',
      'b.v_ids': 'not_seen',
    });
    expect(rowsOf({ usage: null }).get('b.v_old')!.use).toBe('unknown');
  });

  it('has the layer it would become', () => {
    const layers = (id: string) => rows.get(id)!.layer;
    expect(['b.lines', 'b.totals', 'b.v_lines', 'b.v_report', 'file:out.csv'].map(layers)).toEqual([
      'bronze',
      'silver',
      'silver',
      'gold',
      'gold',
    ]);
  });

  it('may hold the personal data that it reads, and what comes from that', () => {
    const pii = (id: string) => rows.get(id)!.pii;
    expect(['b.people', 'b.v_people', 'b.v_ids', 'b.v_report', 'b.v_lines'].map(pii)).toEqual([
      ['name'],
      ['name'],
      [],
      ['name'],
      [],
    ]);
  });

  it('of a view that was bound has the personal data of the columns that it hands on, and so have its readers', () => {
    const nameOf = (relation: string, column: string) => [{ relation, column }];
    // `b.v_people` gives the home and filters by name alone; `b.v_report` is not bound.
    const filters = rowsOf({
      origins: new Map([['b.v_people', new Map([['home', nameOf('b.people', 'home')]])]]),
    });
    expect(['b.v_people', 'b.v_report'].map((id) => filters.get(id)!.pii)).toEqual([[], []]);
    const hands = rowsOf({
      origins: new Map([
        ['b.v_people', new Map([['called', nameOf('b.people', 'name')]])],
        ['b.v_report', new Map([['who', nameOf('b.v_people', 'called')]])],
      ]),
    });
    expect(['b.v_people', 'b.v_report'].map((id) => hands.get(id)!.pii)).toEqual([['name'], ['name']]);
  });

  it('has an owner by the decision, by a pattern, by the estate', () => {
    const decided = rowsOf({
      decisions: decisionsOf(
        'owners: {"B.V_*": care, "*": it}\nobjects:\n  b.v_lines: {decision: keep, owner: ann}\n',
      ),
    });
    const owners = (id: string) => decided.get(id)!.owner;
    expect(['b.v_lines', 'b.v_report', 'b.lines'].map(owners)).toEqual(['ann', 'care', 'it']);
    expect(rows.get('b.v_report')!.owner).toBe('finance');
  });

  it('is needed by exposures that read it', () => {
    const declared = [{ object: 'b.v_old', by: 'import program' }];
    const found = rowsOf({ declared });
    expect([found.get('b.v_old')!.use, found.get('b.archive')!.consumers]).toEqual([
      'declared',
      ['import program'],
    ]);
  });

  it('has what became of it', () => {
    const consumers = ['meeting'];
    const row = rowsOf({
      successors: [{ object: 'B.V_OLD', model: 'gold.old', tests: 3, parity: 'matching', consumers }],
    }).get('b.v_old')!;
    expect([row.model, row.tests, row.parity, row.use, row.consumers]).toEqual([
      'gold.old',
      3,
      'matching',
      'declared',
      consumers,
    ]);
  });
});

describe('effort', () => {
  const of = (small: SmallObject) => effortOf(estate({ x: small }).objects[0]!);

  it('has a reason with a place for every point', () => {
    const { effort, points, reasons } = of({
      kind: 'procedure',
      reads: ['a'],
      measures: { loops: 2, 'dynamic-sql': 1 },
    });
    expect([effort, points]).toEqual(['large', 14]);
    expect(reasons.map(({ measure, points: each }) => [measure, each])).toEqual([
      ['dynamic-sql', 8],
      ['loops', 4],
      ['kind: procedure', 2],
    ]);
    expect(reasons.every(({ places }) => places.length > 0)).toBe(true);
    expect(points).toBe(reasons.reduce((sum, each) => sum + each.points, 0));
  });

  it('grows with what is counted, and with what was not understood', () => {
    expect(of({}).effort).toBe('trivial');
    expect(of({ reads: ['a'], lines: 400 }).points).toBe(of({ reads: ['a'] }).points + 3);
    expect(of({ reads: ['a'], understanding: 'opaque' }).points).toBe(of({ reads: ['a'] }).points + 10);
    expect(of({ kind: 'procedure', reads: ['a'], measures: { loops: 9, 'dynamic-sql': 9 } }).effort).toBe(
      'manual',
    );
  });
});

describe('decisions against what is there', () => {
  const checked = (text: string, more: Partial<TriageInput> = {}) => {
    const input = inputOf({ ...more, decisions: decisionsOf(text) });
    return checkDecisions(input.decisions, triageRows(input)).map(({ code, severity, subject }) => [
      code,
      severity,
      subject?.line,
    ]);
  };

  it.each([
    [
      'a dropped object is read later',
      'b.v_report: {decision: drop, date: 2026-03-01}',
      [['triage-dropped-read', 'error', 2]],
    ],
    ['its reads lie before the decision', 'b.v_report: {decision: drop, date: 2026-03-10}', []],
    [
      'what is kept needs what is dropped',
      'b.v_lines: {decision: drop}\n  b.v_report: {decision: keep}',
      [['triage-dropped-needed', 'error', 2]],
    ],
    ['what nobody has decided on yet needs it', 'b.v_older: {decision: drop}', []],
    ['an object is gone', 'b.v_lost: {decision: keep, owner: ann}', [['triage-object-gone', 'warning', 2]]],
    ['nobody owns what is kept', 'b.v_lines: {decision: keep}', [['triage-owner-missing', 'warning', 2]]],
    [
      'it goes into what is dropped',
      'b.v_lines: {decision: merge, into: b.v_old, owner: ann}\n  b.v_old: {decision: drop}',
      [['triage-merge-target', 'error', 2]],
    ],
  ])('%s', (_, said, expected) => {
    expect(checked(`objects:\n  ${said}\n`)).toEqual(expected);
  });
});

describe('the report', () => {
  const reportOf = (more: Partial<TriageInput> = {}) => {
    const input = inputOf(more);
    return makeTriageReport('care', 0, input.inventory, input.usage, triageRows(input), []);
  };

  it('is what its schema says', () => {
    expect(triageReport.safeParse(reportOf()).error).toBeUndefined();
    expect(triageReport.safeParse(reportOf({ usage: null })).error).toBeUndefined();
  });

  it('says what could go, and what would go with it', () => {
    expect(reportOf().drops?.map(({ object, with: others }) => [object, others])).toEqual([
      ['b.v_old', ['b.archive', 'b.v_older']],
      ['b.v_ids', []],
    ]);
    expect(reportOf({ usage: null }).drops).toBeNull();
  });

  it('leaves alone what is kept, with all that it needs', () => {
    const decisions = decisionsOf('objects:\n  b.v_older: {decision: keep, owner: ann}\n');
    expect(reportOf({ decisions }).drops?.map(({ object, with: others }) => [object, others])).toEqual([
      ['b.v_ids', []],
      ['b.v_old', []],
    ]);
  });

  it('counts every object once, and what each owner has done', () => {
    const report = reportOf({
      successors: [{ object: 'b.v_report', model: 'gold.report', tests: 2, parity: 'ready', consumers: [] }],
    });
    expect(report.counts.understood).toEqual({ bound: 13 });
    expect(
      report.owners.map(({ owner, toMigrate, migrated, tested, ready }) => [
        owner,
        toMigrate,
        migrated,
        tested,
        ready,
      ]),
    ).toEqual([
      ['finance', 1, 1, 1, 1],
      [null, 12, 0, 0, 0],
    ]);
    expect(report.waves.flatMap(({ objects: all }) => all).sort()).toEqual(Object.keys(objects).sort());
    expect(report.window).toMatchObject({ queries: 100, share: 0.98 });
  });

  it('has no waves for what is dropped; what is merged goes with what takes it in', () => {
    const decisions = decisionsOf(
      'objects:\n  b.v_old: {decision: drop}\n  b.v_ids: {decision: merge, into: b.v_report}\n',
    );
    const rows = rowsOf({ decisions });
    expect(rows.get('b.v_old')!.wave).toBeNull();
    expect(rows.get('b.v_ids')!.wave).toBe(rows.get('b.v_report')!.wave);
  });
});

describe('what is merged', () => {
  const successors = [
    { object: 'b.v_report', model: 'gold.report', tests: 2, parity: 'ready' as const, consumers: [] },
  ];

  it('has moved when what takes it in has, by way of others too', () => {
    const decisions = decisionsOf(
      'objects:\n  b.v_ids: {decision: merge, into: b.v_people}\n  b.v_people: {decision: merge, into: B.V_REPORT}\n',
    );
    const row = rowsOf({ decisions, successors }).get('b.v_ids')!;
    expect([row.model, row.tests, row.parity]).toEqual(['gold.report', 2, 'ready']);
  });

  it('may not go in a circle', () => {
    const decisions = decisionsOf(
      'owners: {"*": me}\nobjects:\n  b.v_ids: {decision: merge, into: b.v_people}\n  b.v_people: {decision: merge, into: b.v_ids}\n',
    );
    const rows = triageRows(inputOf({ decisions, successors }));
    expect(checkDecisions(decisions, rows).map(({ code, summary }) => `${code}: ${summary}`)).toEqual([
      'triage-merge-target: `b.v_ids` is to go into `b.v_people`, which is to go into it in turn',
      'triage-merge-target: `b.v_people` is to go into `b.v_ids`, which is to go into it in turn',
    ]);
  });

  it('what is dropped and needed by what somebody reads is told, though that is not decided yet', () => {
    const decisions = decisionsOf('objects:\n  b.v_people: {decision: drop}\n');
    const rows = triageRows(inputOf({ decisions }));
    expect(checkDecisions(decisions, rows).map(({ summary }) => summary)).toEqual([
      '`b.v_people` is to be dropped, and is needed by what stays: `b.v_report`',
    ]);
  });
});

describe('the use of an object', () => {
  it('is a declared consumer’s where an exposure reads it itself, and not what needs it further on', () => {
    const rows = rowsOf({
      usage: usage([['b.totals', null, 'anna', 3]]),
      declared: [
        { object: 'B.v_report', by: 'exposure board' },
        { object: 'b.v_report', by: 'exposure accounting' },
        { object: 'b.totals', by: 'exposure board' },
      ],
    });
    const said = (id: string) => [rows.get(id)!.use, rows.get(id)!.declared];
    expect(said('b.v_report')).toEqual(['declared', ['exposure accounting', 'exposure board']]);
    expect(said('b.totals')).toEqual(['read', ['exposure board']]);
    expect(said('b.v_lines')).toEqual(['reached', []]);
    expect(said('b.v_old')).toEqual(['not_seen', []]);
  });

  it('is the same for objects of one name, which a query may all have meant', () => {
    const rows = rowsOf({
      inventory: estate({ 'b.orders': {}, 'b.orders@other.sql': {}, 'b.gone@other.sql': {} }),
      usage: usage([['b.orders', null, 'anna', 3]]),
    });
    expect([...rows.values()].map(({ object, use, queries }) => [object, use, queries])).toEqual([
      ['b.orders', 'read', 3],
      ['b.orders@other.sql', 'read', 3],
      ['b.gone@other.sql', 'not_seen', 0],
    ]);
  });
});
