import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readCatalog } from '../../../src/cli/legacy/read-catalog.ts';
import {
  type LegacyLineage,
  legacyLineage,
  openLegacyEstate,
  relationsOfInventory,
} from '../../../src/compile/legacy/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { CatalogDefinition } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { assembleInventory, loadLegacyParser } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars } from '../../../src/triage/sql/index.ts';
import { createDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres } from '../../support/postgres.ts';
import { type Score, score, scoreText } from './firebird-truth.ts';

// What each view's rows and values come from, against the columns that the server itself says its query names: pg_depend and RDB$DEPENDENCIES.

interface Traced {
  readonly columns: Score;
  readonly lineage: LegacyLineage;
}

async function traced(
  definitions: readonly CatalogDefinition[],
  dialect: 'firebird' | 'postgres',
  grammars: Grammars,
): Promise<Traced> {
  const objects = readCatalog('truth', definitions, dialect, grammars, false);
  const source = { file: 'catalog:truth', format: 'catalog' as const, bytes: 0, hash: '' };
  const inventory = assembleInventory([{ source, objects }]);
  const database = await duckdbEngine().open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const session = await database.connect();
    const estate = await openLegacyEstate(session, await loadLegacyParser(), relationsOfInventory(inventory));
    const lineage = await legacyLineage(estate, inventory);
    const views = definitions.filter(({ kind, uses }) => kind === 'view' && uses !== null);
    const theirs = views.flatMap(({ name, uses }) =>
      uses!.flatMap(({ relation, columns }) =>
        (columns ?? []).map((column) => `${name} → ${relation}.${column}`.toLowerCase()),
      ),
    );
    const names = new Set(views.map(({ name }) => name.toLowerCase()));
    const ours = lineage.graph.relations
      .filter(({ name }) => names.has(name.toLowerCase()))
      .flatMap(({ name, columns, rows }) =>
        [...columns.flatMap(({ edges }) => edges), ...rows.edges].map(({ relation, column }) =>
          `${name} → ${relation}.${column}`.toLowerCase(),
        ),
      );
    const columns = score(new Set(ours), new Set(theirs));
    if (process.env.LODE_LEGACY_REPORT !== undefined)
      console.log(`${dialect}, ${views.length} views: ${scoreText('columns of the lineage', columns)}`);
    return { columns, lineage };
  } finally {
    await database.close();
  }
}

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

async function definitionsOf(
  source: 'firebird' | 'postgres',
  settings: Readonly<Record<string, string | number>>,
): Promise<readonly CatalogDefinition[]> {
  const session = await connectorFor(source).value!.open('truth', settings);
  try {
    return await session.definitions!();
  } finally {
    await session.close();
  }
}

describeWith([needsPostgres()], 'PostgreSQL', () => {
  test('the lineage of views names the columns of pg_depend, but those that change nothing', async () => {
    const database = createPostgresDatabase();
    try {
      database.psql(await readFile(join(import.meta.dirname, 'postgres-shop.sql'), 'utf8'));
      const { columns, lineage } = await traced(
        await definitionsOf('postgres', database.settings),
        'postgres',
        grammars,
      );
      const open = [...lineage.steps].filter(([, step]) => step.understanding !== 'bound');
      // The tables of a schema that was not read have no columns here: the view over them keeps what its grammar found.
      expect(open.map(([name]) => name)).toEqual(['public.rated']);
      expect(columns.extra).toEqual([]);
      // A query in brackets gives columns that nothing around it takes: pg_depend has them, and they change nothing.
      expect(columns.missed).toEqual([
        'public.unused_inside → public.customer.born',
        'public.unused_inside → public.customer.name',
      ]);
    } finally {
      database.drop();
    }
  });
});

describeWith([needsFirebird()], 'Firebird', () => {
  test('the lineage of views names the columns of RDB$DEPENDENCIES', async () => {
    const database = await createDatabase();
    try {
      database.isql(await readFile(join(import.meta.dirname, 'firebird-care.sql'), 'utf8'));
      const { columns } = await traced(
        await definitionsOf('firebird', database.settings),
        'firebird',
        grammars,
      );
      expect(columns.extra).toEqual([]);
      expect(columns.missed).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
