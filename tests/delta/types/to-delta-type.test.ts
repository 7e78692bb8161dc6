import { expect, it } from 'vitest';
import {
  parseDuckDBType,
  parseSchemaString,
  printSchemaString,
  toDeltaType,
  toDuckDBType,
} from '../../../src/delta/index.ts';
import { printDuckDBType } from '../../../src/delta/types/index.ts';
import type { DiagnosticError } from '../../../src/diagnostics/index.ts';

it.each([
  ['BOOLEAN', 'boolean', 'BOOLEAN', false],
  ['INT', 'integer', 'INTEGER', false],
  ['BIGINT', 'long', 'BIGINT', false],
  ['VARCHAR(20)', 'string', 'VARCHAR', false],
  ['DECIMAL(18,4)', 'decimal(18,4)', 'DECIMAL(18,4)', false],
  ['TIMESTAMP', 'timestamp_ntz', 'TIMESTAMP', false],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp', 'TIMESTAMP WITH TIME ZONE', false],
  ['TIMESTAMPTZ', 'timestamp', 'TIMESTAMP WITH TIME ZONE', false],
  ['HUGEINT', 'decimal(38,0)', 'DECIMAL(38,0)', true],
  ['UBIGINT', 'decimal(20,0)', 'DECIMAL(20,0)', true],
  ["ENUM('a', 'b''c')", 'string', 'VARCHAR', true],
  ['TIMESTAMP_S', 'timestamp_ntz', 'TIMESTAMP', true],
])('stores %s as %s, read as %s', (type, delta, stored, cast) => {
  const form = toDeltaType(type);
  expect(form).toMatchObject({ kind: 'stored', stored, cast });
  if (form.kind !== 'stored') return;
  const text = printSchemaString({
    kind: 'struct',
    fields: [{ name: 'v', type: form.delta, nullable: true, metadata: {} }],
  });
  expect(JSON.parse(text).fields[0].type).toBe(delta);
  expect(toDuckDBType(form.delta)).toBe(stored);
});

it('takes nested types apart and puts them together', () => {
  const form = toDeltaType('STRUCT("a b" UTINYINT, "c""d" MAP(VARCHAR, ENUM(\'x\')[]), e INTEGER[3])[]');
  expect(form).toMatchObject({
    kind: 'stored',
    cast: true,
    stored: 'STRUCT("a b" SMALLINT, "c""d" MAP(VARCHAR, VARCHAR[]), "e" INTEGER[])[]',
  });
});

it('knows what is no type at all', () => {
  for (const text of ['', 'STRUCT(', 'DECIMAL(1,2', 'INTEGER]', 'MAP(VARCHAR)', 'STRUCT()', '1', 'ENUM(a)']) {
    expect(parseDuckDBType(text)).toBeNull();
  }
  expect(printDuckDBType(parseDuckDBType('numeric')!)).toBe('DECIMAL(18,3)');
  expect(toDeltaType('GEOMETRY')).toMatchObject({ kind: 'refused', castTo: 'BLOB' });
  expect(toDeltaType('FANCY')).toMatchObject({ kind: 'refused', type: 'FANCY' });
});

it('keeps a schema and its metadata through JSON, and names what it does not know', () => {
  const text =
    '{"type":"struct","fields":[{"name":"a","type":{"type":"array","elementType":{"type":"map","keyType":"string","valueType":"decimal(10,2)","valueContainsNull":false},"containsNull":false},"nullable":false,"metadata":{"comment":"x","delta.columnMapping.id":9007199254740993}}]}';
  expect(printSchemaString(parseSchemaString(text))).toBe(text);
  const codeOf = (schema: string) => {
    try {
      parseSchemaString(schema);
    } catch (error) {
      return (error as DiagnosticError).diagnostics[0];
    }
    return null;
  };
  expect(codeOf('{"type":"struct","fields":[{"name":"a","type":"interval day"}]}')).toMatchObject({
    code: 'delta-type-unknown',
    summary: expect.stringContaining('interval day'),
  });
  for (const bad of [
    '',
    '{',
    '"string"',
    '{"type":"struct"}',
    '{"type":"struct","fields":[{"type":"long"}]}',
    '[]',
    'null',
  ]) {
    expect(codeOf(bad)?.code).toMatch(/^delta-(schema-malformed|type-unknown)$/);
  }
});
