import { expect, test } from 'vitest';
import { schemaOf } from '../../src/delta/index.ts';
import {
  indexedColumns,
  statisticsProperties,
  withoutStatistics,
} from '../../src/delta/write/indexed-columns.ts';

const schema = schemaOf([
  { name: 'id', type: 'INTEGER' },
  { name: 'Last, name', type: 'VARCHAR' },
  { name: 'a`b', type: 'DATE' },
  { name: 'flag', type: 'BOOLEAN' },
  { name: 'region', type: 'VARCHAR' },
]);

test('what a table says of its columns is read as it was meant, whatever they are called', () => {
  const said = statisticsProperties(schema, ['region'], ['id']);
  expect(said).toEqual({ 'delta.dataSkippingStatsColumns': '`Last, name`,`a``b`' });
  expect(withoutStatistics(said, schema)).toEqual(['id', 'flag', 'region']);
  expect(indexedColumns(said)).toBe(-1);
});

test('where all columns are personal there are no statistics, and where none is nothing is said', () => {
  const all = schema.fields.map(({ name }) => name);
  expect(statisticsProperties(schema, [], all)).toEqual({ 'delta.dataSkippingNumIndexedCols': '0' });
  expect(statisticsProperties(schema, [], [])).toEqual({});
  expect(withoutStatistics({}, schema)).toEqual([]);
  expect(indexedColumns({})).toBe(32);
});

test('what others wrote into the property, with spaces and fields of structs, is understood', () => {
  const listed = { 'delta.dataSkippingStatsColumns': 'ID , flag.x' };
  expect(withoutStatistics(listed, schema)).toEqual(['Last, name', 'a`b', 'region']);
});
