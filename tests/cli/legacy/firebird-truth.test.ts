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
import { type Compared, compareWithCatalog, scoreText } from './firebird-truth.ts';

/** With LODE_LEGACY_REPORT set, recall and precision are printed. */
function tell(name: string, { objects, relations, columns }: Compared): void {
  if (process.env.LODE_LEGACY_REPORT === undefined) return;
  const scores = `${scoreText('relations', relations)}; ${scoreText('columns', columns)}`;
  console.log(`${name}, ${objects} objects: ${scores}`);
}

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
  let shop: FirebirdDatabase;
  beforeAll(async () => {
    grammars = await loadGrammars();
    care = await createDatabase();
    care.isql(await readFile(join(import.meta.dirname, 'firebird-care.sql'), 'utf8'));
    shop = await createDatabase();
    shop.isql(await readFile(join(import.meta.dirname, 'firebird-shop.sql'), 'utf8'));
  });
  afterAll(() => {
    care.drop();
    shop.drop();
  });

  test('the employee database: nothing that Firebird knows is missed', async () => {
    const employee = openDatabase(sharedServer, join(sharedServer.root, 'data/employee.fdb'));
    const found = compareWithCatalog(await definitionsOf(employee), 'firebird', grammars);
    tell('employee', found);
    expect(found.objects).toBe(15);
    expect([...found.relations.missed, ...found.columns.missed]).toEqual([]);
    expect(found.columns.extra).toEqual([]);
    // The trigger posts an event and names no column: its table stands in RDB$TRIGGERS alone.
    expect(found.relations.extra).toEqual(['post_new_order → sales']);
  });

  test('billing with views over views, cursors, MERGE, triggers and a text that is run', async () => {
    const found = compareWithCatalog(await definitionsOf(care), 'firebird', grammars);
    tell('care', found);
    expect(found.objects).toBe(11);
    expect([...found.relations.missed, ...found.columns.missed]).toEqual([]);
    // Firebird does not look into a text that EXECUTE STATEMENT runs.
    expect(found.relations.extra).toEqual(['close_month → invoice']);
    expect(found.columns.extra).toEqual([
      'close_month → invoice.period_start',
      'close_month → invoice.state',
    ]);
  });

  test('a shop with packages, selectable procedures, computed columns, functions and an exception', async () => {
    const definitions = await definitionsOf(shop);
    const found = compareWithCatalog(definitions, 'firebird', grammars);
    tell('shop', found);
    expect(found.objects).toBe(14);
    expect([...found.relations.missed, ...found.columns.missed]).toEqual([]);
    expect([...found.relations.extra, ...found.columns.extra]).toEqual([]);
    expect(definitions.filter(({ kind }) => kind === 'sequence').map(({ name }) => name)).toEqual([
      'GEN_ORDER',
      'GEN_STOCK',
    ]);
    // A computed column is no query of its own: what it reads elsewhere is its table's.
    expect(definitions.find(({ name }) => name === 'ORDERS')!.uses).toEqual([
      { relation: 'ORDER_LINE', columns: expect.arrayContaining(['ORDER_ID', 'AMOUNT']) },
    ]);
  });
});
