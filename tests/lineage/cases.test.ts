import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traceLineage } from '../../src/lineage/index.ts';
import { decodePlan } from '../../src/relation/index.ts';
import { type Binder, openBinder } from './bind.ts';
import { readCaseFile, writeLineage } from './case-file.ts';

const folder = new URL('cases/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

describe.each(files)('lineage of %s', (name) => {
  const file = readCaseFile(readFileSync(new URL(name, folder), 'utf8'));
  let binder: Binder;
  beforeAll(async () => {
    binder = await openBinder(file.schema);
  });
  afterAll(() => binder.close());

  test.each(file.cases)('$title', async ({ sql, expected }) => {
    const { value, diagnostics } = decodePlan(await binder.plan(sql), name);
    expect(diagnostics).toEqual([]);
    const lineage = traceLineage(value!, await binder.names(sql));
    expect(writeLineage(lineage)).toEqual(expected);
  });
});
