import { expect, it } from 'vitest';
import { decodeCommit, decodePath, encodeCommit, encodePath } from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';

it('gives back every byte of what it read, fields and actions that it does not know included', () => {
  const text = [
    '{"commitInfo":{"timestamp":1,"operation":"WRITE","zork":{"a":[1,null]}}}',
    '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["x"],"writerFeatures":["x"]}}',
    '{"add":{"path":"a%20b","partitionValues":{"p":null},"size":9007199254740993,"modificationTime":1,"dataChange":true,"stats":"{\\"numRecords\\":12345678901234567890}","future":1.5}}',
    '{"txn":{"appId":"x","version":9223372036854775807}}',
    '{"somethingNew":{"a":1}}',
    '',
  ].join('\n');
  expect(encodeCommit(decodeCommit(text, 'x.json'))).toBe(text);
});

it.each([
  ['{"add":', 'not JSON'],
  ['5', 'not an object'],
  ['{}', 'holds 0'],
  ['{"add":{},"remove":{}}', 'holds 2'],
  [
    '{"add":{"partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}',
    'add.path should be a string',
  ],
  ['{"add":{"path":"a","partitionValues":{},"size":"1","modificationTime":1,"dataChange":true}}', 'add.size'],
  [
    '{"add":{"path":"a","partitionValues":{"p":1},"size":1,"modificationTime":1,"dataChange":true}}',
    'add.partitionValues',
  ],
  ['{"txn":{"appId":"a","version":1.5}}', 'txn.version'],
  ['{"metaData":{"id":"a","partitionColumns":[]}}', 'metaData.schemaString'],
  ['{"protocol":5}', 'not an object'],
])('refuses %s, naming file, line and field', (line, words) => {
  const failure = (() => {
    try {
      decodeCommit(`{"commitInfo":{}}\n${line}\n`, 'log/7.json');
    } catch (error) {
      return error;
    }
    return null;
  })();
  expect(failure).toBeInstanceOf(DiagnosticError);
  const diagnostic = (failure as DiagnosticError).diagnostics[0]!;
  expect(diagnostic.code).toBe('delta-log-malformed');
  expect(diagnostic.summary).toContain('log/7.json, line 2');
  expect(diagnostic.summary).toContain(words);
});

it('percent-encodes what a URI could mistake, and undoes it', () => {
  for (const path of ['part-1.parquet', 'p=a b/x%y#?.parquet', 'é=ü/ß', 'a+b&c;d@e$f,g', "it's (1)!*~"]) {
    expect(decodePath(encodePath(path))).toEqual({ path, absolute: false });
  }
  expect(encodePath('p=2020-01-01 10%3A00/x')).toBe('p=2020-01-01%2010%253A00/x');
  expect(decodePath('file:///tmp/a%20b')).toEqual({ path: '/tmp/a b', absolute: true });
  expect(decodePath('file:/tmp/x')).toEqual({ path: '/tmp/x', absolute: true });
  expect(() => decodePath('s3://bucket/x')).toThrow(/s3 storage/);
  expect(() => decodePath('a%zz')).toThrow(/malformed/);
});
