import { describe, expect, test } from 'vitest';
import { type LegacyStatement, readSsisPackage } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';
import { nightly, packageOf, sqlTask } from './packages.ts';

const read = (text: string) =>
  readSsisPackage(text, 'etl/nightly.dtsx', { dialect: null, readSql: readTables }).objects;
const uses = (all: LegacyStatement['reads']) =>
  all.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`).join(' ');
const lines = (statements: readonly LegacyStatement[]) =>
  statements.map(
    ({ kind, understanding, reads, writes }) =>
      `${kind}${understanding === 'parsed' ? '' : ` (${understanding})`}: ${uses(reads)} -> ${uses(writes)}`,
  );
const flowId = 'etl/nightly.dtsx#Package\\Load';

describe('a package', () => {
  const [job, flow, ...files] = read(nightly);

  test('tasks are statements, in the order of their constraints', () => {
    expect(lines(job!.statements)).toEqual([
      'delete: dw.sales(*) -> ',
      `data flow: ${flowId}() -> `,
      'select: dbo.log(*) -> ',
      'insert: dbo.sales(*) -> dbo.done(*)',
      'select: dbo.fromvariable(*) -> ',
      'script task (opaque):  -> ',
    ]);
  });

  test('what is disabled and what is a program is noted, loops are counted', () => {
    expect(job!.notes.map(({ code }) => code)).toEqual(['disabled', 'script-task']);
    expect(job!.measures.map(({ measure, count }) => [measure, count])).toEqual([
      ['loops', 1],
      ['scripts', 1],
      ['tasks', 7],
    ]);
  });

  test('columns are followed through lookup, union, derived column and script', () => {
    expect(flow!.id).toBe(flowId);
    expect(lines(flow!.statements)).toEqual([
      'source: dbo.orders(amount,code,id) -> ',
      'source: file:c:/in/rates.csv(code,rate) -> ',
      'lookup: dbo.customers(*) -> ',
      'script component (opaque):  -> ',
      'destination: file:c:/in/rates.csv(code) dbo.orders(amount,code) dbo.customers(*) -> dw.sales(cityname,code,grossamount)',
      'destination (scanned): file:c:/in/rates.csv(rate) dbo.orders(id) -> file:c:/out/guess.csv(guess)',
    ]);
    expect(flow!.measures.map(({ measure, count }) => [measure, count])).toEqual([
      ['components', 8],
      ['scripts', 1],
    ]);
  });

  test('files are objects', () => {
    expect(files.map(({ id, kind, columns }) => [id, kind, columns?.map(({ name }) => name)])).toEqual([
      ['file:c:/in/rates.csv', 'file', ['Code', 'Rate']],
      ['file:c:/out/guess.csv', 'export', ['Guess']],
    ]);
  });
});

test('an encrypted package is an entry that says so', () => {
  const [job, ...others] = read(
    '<DTS:Executable xmlns:DTS="x" DTS:ObjectName="P"><EncryptedData>AAAA</EncryptedData></DTS:Executable>',
  );
  expect([job!.understanding, job!.notes.map(({ code }) => code), others]).toEqual([
    'opaque',
    ['encrypted'],
    [],
  ]);
});

test('what is no package, or no XML at all, is an entry that says so', () => {
  for (const text of ['', 'words', '<a><b/></a>', '\0\0\0']) {
    const [job, ...others] = read(text);
    expect([job!.id, job!.understanding, others]).toEqual(['etl/nightly.dtsx', 'opaque', []]);
    expect(job!.notes.map(({ code }) => code)).toContain('no-package');
  }
});

test('what stands before a cut is read', () => {
  const [job] = read(nightly.slice(0, nightly.indexOf('<DTS:Executable DTS:refId="Package\\Loop"')));
  expect(job!.understanding).toBe('scanned');
  expect(job!.notes.map(({ code }) => code)).toContain('not-parsed');
  expect(job!.statements.map(({ kind }) => kind)).toEqual(['insert', 'delete']);
});

test('constraints in a circle lose no task', () => {
  const circle = packageOf(
    `${sqlTask('A', 'delete from a')}${sqlTask('B', 'delete from b')}`,
    '<DTS:PrecedenceConstraints><DTS:PrecedenceConstraint DTS:From="Package\\A" DTS:To="Package\\B" /><DTS:PrecedenceConstraint DTS:From="Package\\B" DTS:To="Package\\A" /></DTS:PrecedenceConstraints>',
  );
  expect(read(circle)[0]!.statements).toHaveLength(2);
});
