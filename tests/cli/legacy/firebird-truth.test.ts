import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogDefinition } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { type Grammars, loadGrammars } from '../../../src/triage/sql/index.ts';
import {
  createDatabase,
  type FirebirdDatabase,
  needsFirebird,
  openDatabase,
  sharedServer,
} from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { compareWithCatalog, scoreText } from './firebird-truth.ts';

async function definitionsOf(database: FirebirdDatabase): Promise<readonly CatalogDefinition[]> {
  const session = await connectorFor('firebird').value!.open('truth', database.settings);
  try {
    return await session.definitions!();
  } finally {
    await session.close();
  }
}

describeWith([needsFirebird()], 'what is read and written, against RDB$DEPENDENCIES', () => {
  let grammars: Grammars;
  let care: FirebirdDatabase;
  beforeAll(async () => {
    grammars = await loadGrammars();
    care = await createDatabase();
    care.isql(await readFile(join(import.meta.dirname, 'firebird-care.sql'), 'utf8'));
  });
  afterAll(() => care.drop());

  test('the employee database: nothing that Firebird knows is missed', async () => {
    const found = compareWithCatalog(
      await definitionsOf(openDatabase(sharedServer, join(sharedServer.root, 'data/employee.fdb'))),
      'firebird',
      grammars,
    );
    console.log(
      `employee, ${found.objects} objects: ${scoreText('relations', found.relations)}; ${scoreText('columns', found.columns)}`,
    );
    console.log(found.relations.missed, found.relations.extra, found.columns.missed, found.columns.extra);
    expect(found.objects).toBeGreaterThan(10);
  });

  test('billing with views over views, cursors, MERGE, triggers and a text that is run', async () => {
    const found = compareWithCatalog(await definitionsOf(care), 'firebird', grammars);
    console.log(
      `care, ${found.objects} objects: ${scoreText('relations', found.relations)}; ${scoreText('columns', found.columns)}`,
    );
    console.log(found.relations.missed, found.relations.extra, found.columns.missed, found.columns.extra);
    expect(found.objects).toBeGreaterThan(10);
  });
});
