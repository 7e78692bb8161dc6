import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { SourceRelation } from '../../src/ports/index.ts';
import { writeContract } from '../../src/sources/index.ts';

const column = (name: string, type: string, nullable = true, description: string | null = null) => ({
  name,
  type,
  nullable,
  description,
});
const relation = (name: string, ...columns: SourceRelation['columns']): SourceRelation => ({ name, columns });
const file = (text: string) => ({ path: 'models/bronze/firebird.source.yml', text });

const billing = relation(
  'V_DETAIL',
  column('ETB', 'VARCHAR'),
  column('DUREE', 'DECIMAL(18,4)', false),
  column('LIEU', 'STRUCT("a" INTEGER, "B c" VARCHAR[])', true, 'Where'),
);

const write = (existing: string | null, ...relations: SourceRelation[]) =>
  writeContract({ source: 'firebird', relations, existing: existing === null ? null : file(existing) });

describe('a new contract', () => {
  test('has each column in a line, quoted where YAML would read it otherwise', () => {
    const { value, diagnostics } = write(null, billing);
    expect(diagnostics).toEqual([]);
    expect(value.text).toBe(`source: firebird
relations:
  V_DETAIL:
    columns:
      ETB: {type: VARCHAR}
      DUREE: {type: "DECIMAL(18,4)", nullable: false}
      LIEU: {type: 'STRUCT("a" INTEGER, "B c" VARCHAR[])', description: Where}
`);
    expect(value.changes).toEqual([{ kind: 'relation-added', relation: 'V_DETAIL' }]);
  });

  test('keeps names that YAML would take for something else', () => {
    const odd = relation(
      '007',
      column('NULL', 'INTEGER'),
      column('yes', 'INTEGER'),
      column('a: b', 'INTEGER'),
      column('1e3', 'INTEGER'),
    );
    const { value } = write(null, odd);
    expect(parse(value.text)).toEqual({
      source: 'firebird',
      relations: {
        '007': {
          columns: {
            NULL: { type: 'INTEGER' },
            yes: { type: 'INTEGER' },
            'a: b': { type: 'INTEGER' },
            '1e3': { type: 'INTEGER' },
          },
        },
      },
    });
    expect(write(value.text, odd).value).toEqual({ text: value.text, changes: [] });
  });

  test('gives another name where two differ in case only', () => {
    const { value } = write(
      null,
      relation('T', column('ID', 'INTEGER'), column('Id', 'VARCHAR')),
      relation('t', column('A', 'DATE')),
    );
    expect(parse(value.text).relations).toEqual({
      T: { columns: { ID: { type: 'INTEGER' }, Id: { type: 'VARCHAR', as: 'Id_2' } } },
      t: { as: 't_2', columns: { A: { type: 'DATE' } } },
    });
  });
});

describe('a contract that stands', () => {
  const standing = `# Reviewed in March.
source: firebird
relations:
  # not pulled today
  V_OTHER:
    columns:
      X: { type: VARCHAR }
  v_detail:
    description: Billed interventions
    columns:
      DUREE: { type: "decimal(18, 4)", nullable: false } # minutes
      NOM: { type: VARCHAR, pii: name, as: patient }
      ETB:
        # The facility.
        type: INTEGER
        description: Facility
`;

  test('keeps descriptions, tags, comments and order, and says what changed', () => {
    const { value } = write(
      standing,
      relation(
        'V_DETAIL',
        column('ETB', 'VARCHAR', false),
        column('DATE', 'DATE'),
        column('DUREE', 'DECIMAL(18,4)', false),
        column('SEN', 'VARCHAR'),
      ),
    );
    expect(value.text).toBe(`# Reviewed in March.
source: firebird
relations:
  # not pulled today
  V_OTHER:
    columns:
      X: { type: VARCHAR }
  v_detail:
    description: Billed interventions
    columns:
      DUREE: { type: "decimal(18, 4)", nullable: false } # minutes
      SEN: { type: VARCHAR }
      ETB:
        # The facility.
        type: VARCHAR
        description: Facility
        nullable: false
      DATE: { type: DATE }
`);
    expect(value.changes).toEqual([
      { kind: 'column-removed', relation: 'V_DETAIL', column: 'NOM', from: 'VARCHAR' },
      { kind: 'type-changed', relation: 'V_DETAIL', column: 'ETB', from: 'INTEGER', to: 'VARCHAR' },
      { kind: 'nullability-changed', relation: 'V_DETAIL', column: 'ETB', to: false },
      { kind: 'column-added', relation: 'V_DETAIL', column: 'DATE', to: 'DATE' },
      { kind: 'column-added', relation: 'V_DETAIL', column: 'SEN', to: 'VARCHAR' },
    ]);
  });

  test('is the same letter for letter when the source is as it was', () => {
    const same = relation(
      'V_DETAIL',
      column('ETB', 'INTEGER'),
      column('DUREE', 'DECIMAL(18,4)', false),
      column('nom', 'VARCHAR'),
    );
    const odd = standing.replaceAll('\n', '\r\n').replace('V_OTHER:', 'V_OTHER:   ');
    expect(write(odd, same).value).toEqual({ text: odd, changes: [] });
  });

  test('gets a new relation at its end', () => {
    const { value } = write(standing, relation('NEW', column('A', 'DATE')));
    expect(value.text).toBe(`${standing}  NEW:\n    columns:\n      A: { type: DATE }\n`);
    expect(value.changes).toEqual([{ kind: 'relation-added', relation: 'NEW' }]);
  });

  test('is refused where it is no YAML, no map, or that of another source, and left as it is', () => {
    const broken = 'source: firebird\nrelations: {a: [}\n';
    expect(write(broken, billing)).toMatchObject({
      value: { text: broken, changes: [] },
      diagnostics: [{ code: 'contract-unreadable', subject: { line: 2 } }],
    });
    expect(write('- a\n', billing).diagnostics).toMatchObject([{ code: 'contract-unreadable' }]);
    expect(write('source: erp\n', billing).diagnostics).toMatchObject([
      { code: 'contract-of-another-source', subject: { start: 8, end: 11 } },
    ]);
  });

  test('that is an empty file is written anew', () => {
    expect(write('', billing).value.text).toBe(write(null, billing).value.text);
  });
});
