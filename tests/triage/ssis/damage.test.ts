import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEstateFile } from '../../../src/cli/legacy/read-estate-file.ts';
import { noProject, readProjectFile, readSsisPackage } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars } from '../../../src/triage/sql/index.ts';
import { readTables } from '../support/read-tables.ts';
import { nightly, packageOf, sqlTask } from './packages.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const read = (text: string) =>
  readSsisPackage(text, 'p.dtsx', { dialect: null, readSql: readTables }).objects;
const bytesRead = (bytes: Buffer) =>
  readEstateFile(
    { bytes, file: 'p.dtsx', project: () => noProject, dbt: null, companions: new Map(), problem: null },
    null,
    grammars,
  );
const codes = (objects: ReturnType<typeof read>) => objects[0]!.notes.map(({ code }) => code);
const french = packageOf(
  `${sqlTask('Première', 'delete from dw.Été')}${sqlTask('Zweite', 'delete from dw.Sales')}`,
);

describe('a package in whatever bytes it was saved', () => {
  test.each([
    ['UTF-8', Buffer.from(french)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${french}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${french}`, 'utf16le')],
    [
      'UTF-16 that its declaration names alone',
      Buffer.from(french.replace('?>', ' encoding="utf-16"?>'), 'utf16le'),
    ],
    ['UTF-16 that nothing names', Buffer.from(french, 'utf16le')],
    ['UTF-16, the other bytes first', Buffer.from(`\ufeff${french}`, 'utf16le').swap16()],
    ['UTF-8 that says it is UTF-16', Buffer.from(french.replace('?>', ' encoding="utf-16"?>'))],
    ['Windows-1252', Buffer.from(french, 'latin1')],
  ])('%s', (_, bytes) => {
    const [job] = bytesRead(bytes);
    expect(job!.statements.map(({ writes }) => writes[0]!.relation)).toEqual(['dw.été', 'dw.sales']);
    expect(job!.notes).toEqual([]);
  });

  test('a cut within a letter, or a zero in the middle, is told, and what stands around it is read', () => {
    const whole = Buffer.from(french);
    const cut = bytesRead(whole.subarray(0, whole.indexOf('Été') + 1));
    expect(cut[0]!.id).toBe('p.dtsx');
    expect(codes(cut)).toContain('not-parsed');
    const zero = bytesRead(Buffer.from(nightly.replace('Nightly', 'Nig\0htly')));
    expect(codes(zero)).toContain('not-parsed');
    expect(zero.filter(({ kind }) => kind === 'data_flow')).toHaveLength(1);
  });
});

test('entities that a package defines are not put in', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'x'.repeat(99)}">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "&a${i || ''};&a${i || ''};">`).join('')}]>${packageOf(sqlTask('One', 'delete from a')).replace('<DTS:Executables>', '<DTS:Description>&a30;</DTS:Description><DTS:Executables>').slice(21)}`;
  const objects = read(bomb);
  expect(codes(objects)).toContain('not-parsed');
  expect(objects[0]!.statements).toHaveLength(1);
  expect(JSON.stringify(objects).length).toBeLessThan(10_000);
});

test('a text without end, depth without end and mistakes without end are read to an end', () => {
  const long = 'x'.repeat(1_000_000);
  expect(
    read(packageOf(sqlTask('One', 'delete from a'), `<DTS:Property>${long}</DTS:Property>`))[0]!.statements,
  ).toHaveLength(1);
  expect(read('<DTS:Executable>'.repeat(5000))[0]!.kind).toBe('job');
  const wrong = read(packageOf(`${sqlTask('One', 'delete from a')}${'<'.repeat(30_000)}`));
  expect(wrong[0]!.statements).toHaveLength(1);
  expect(JSON.stringify(wrong[0]!.notes)).toContain('more than 10,000 mistakes');
});

test('a chain of tasks that is longer than calls are deep keeps its order', () => {
  const count = 10_000;
  const names = Array.from({ length: count }, (_, i) => `T${i}`);
  const text = packageOf(
    names
      .toReversed()
      .map((name) => sqlTask(name, `delete from ${name}`))
      .join(''),
    `<DTS:PrecedenceConstraints>${names
      .slice(1)
      .map((name, i) => `<DTS:PrecedenceConstraint DTS:From="Package\\T${i}" DTS:To="Package\\${name}" />`)
      .join('')}</DTS:PrecedenceConstraints>`,
  );
  const [job] = read(text);
  expect(job!.statements.map(({ text: sql }) => sql)).toEqual(names.map((name) => `delete from ${name}`));
});

test('variables that compute one another, and constraints and connections that lead nowhere, are told', () => {
  const variable = (name: string, other: string) =>
    `<DTS:Variable DTS:Namespace="User" DTS:ObjectName="${name}" DTS:EvaluateAsExpression="True" DTS:Expression="@[User::${other}]"><DTS:VariableValue></DTS:VariableValue></DTS:Variable>`;
  const objects = read(
    packageOf(
      sqlTask('One', 'User::A', '', 'SQLTask:SqlStmtSourceType="Variable" SQLTask:Connection="{gone}"'),
      `<DTS:Variables>${variable('A', 'B')}${variable('B', 'A')}</DTS:Variables><DTS:PrecedenceConstraints><DTS:PrecedenceConstraint DTS:From="Package\\Gone" DTS:To="Package\\One" /></DTS:PrecedenceConstraints>`,
    ),
  );
  expect(codes(objects)).toEqual(['missing-reference', 'missing-reference', 'dynamic-sql', 'sql-elsewhere']);
});

describe('random damage', () => {
  const runs = Number(process.env.LODE_DAMAGE_RUNS ?? 40);
  const seed = Number(process.env.LODE_DAMAGE_SEED ?? 11);
  const part = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '</',
      '"',
      '<![CDATA[',
      '&',
      '<!--',
      '\0',
      '#{',
      '<components>',
      '&x;',
      ']]>',
      '\ufeff',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const edits = (text: string) =>
    fc.array(fc.tuple(fc.nat(text.length), fc.nat(60), part), { minLength: 1, maxLength: 5 }).map((all) => {
      let damaged = text;
      for (const [at, length, put] of all) damaged = damaged.slice(0, at) + put + damaged.slice(at + length);
      return damaged;
    });

  test('a package stays an entry, its places lie in it, and damage is told', () => {
    fc.assert(
      fc.property(edits(nightly), (text) => {
        const objects = read(text);
        expect(objects[0]!.id).toBe('p.dtsx');
        const lines = text.split(/\r\n|[\n\r]/).length + 1;
        for (const { place, statements, notes } of objects)
          for (const { line, endLine } of [
            place,
            ...statements.map((each) => each.place),
            ...notes.map((each) => each.place),
          ]) {
            expect(line).toBeGreaterThan(0);
            expect(endLine).toBeLessThanOrEqual(lines);
          }
        if (objects.length === 1) expect(objects[0]!.notes.length).toBeGreaterThan(0);
      }),
      { numRuns: runs, seed },
    );
  });

  test('the files of a project stay entries', () => {
    const parameters =
      '<SSIS:Parameters xmlns:SSIS="x"><SSIS:Parameter SSIS:Name="A"><SSIS:Properties><SSIS:Property SSIS:Name="Value">1</SSIS:Property></SSIS:Properties></SSIS:Parameter></SSIS:Parameters>';
    fc.assert(
      fc.property(edits(parameters), (text) => {
        expect(readProjectFile(text, 'Project.params').objects).toHaveLength(1);
      }),
      { numRuns: runs, seed },
    );
  });
});
