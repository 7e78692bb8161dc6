import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { type Dialect, loadLegacyParser } from '../../../../src/triage/index.ts';
import { createDatabase, needsFirebird } from '../../../support/firebird.ts';
import { createMariadbDatabase, needsMariadb } from '../../../support/mariadb.ts';
import { describeWith } from '../../../support/needs.ts';
import { createPostgresDatabase, needsPostgres } from '../../../support/postgres.ts';
import { type Ask, askFirebird, askMariadb, askPostgres } from './ask.ts';
import { type Compared, compare } from './compare.ts';
import { own, shared } from './examples.ts';
import { expressionsOf } from './random.ts';
import { inserts, schema } from './tables.ts';

// The original runs on a real server, its translation in DuckDB, over the same rows: they give the same, or a warning was given, or it was refused.
// `npm run hunt:translate` tries thousands of random expressions; LODE_TRANSLATE_SEED chooses others, LODE_TRANSLATE_REPORT names a file to which all results go.

const more = Number(process.env.LODE_TRANSLATE_EXPRESSIONS ?? 40);
const seed = Number(process.env.LODE_TRANSLATE_SEED ?? 1);
const report = process.env.LODE_TRANSLATE_REPORT;

async function differences(dialect: Dialect, ask: Ask): Promise<Compared[]> {
  const parser = await loadLegacyParser();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'; ${schema('DOUBLE PRECISION')}; ${inserts}`);
  const expressions = [
    ...new Set([...shared, ...(own[dialect] ?? []), ...expressionsOf(dialect, more, seed)]),
  ];
  const found = await compare(parser, connection, dialect, expressions, ask(expressions));
  connection.closeSync();
  instance.closeSync();
  if (report !== undefined) {
    const lines = found.map(({ kind, expression, detail }) => `${kind}\t${expression}\t${detail}`);
    writeFileSync(`${report}.${dialect}.txt`, lines.sort().join('\n'));
  }
  // What the server does not run itself proves nothing.
  expect(found.filter(({ kind }) => kind === 'equal').length).toBeGreaterThan(found.length / 2);
  return found.filter(({ kind }) => kind === 'differs');
}

describeWith([needsPostgres()], 'PostgreSQL', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = createPostgresDatabase();
    try {
      database.psql(`${schema('DOUBLE PRECISION')}; ${inserts}`);
      expect(await differences('postgres', askPostgres(database))).toEqual([]);
    } finally {
      database.drop();
    }
  });
});

describeWith([needsMariadb()], 'MariaDB', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = createMariadbDatabase();
    try {
      database.sql(`${schema('DOUBLE')}; ${inserts}`);
      expect(await differences('mysql', askMariadb(database))).toEqual([]);
    } finally {
      database.drop();
    }
  });
});

describeWith([needsFirebird()], 'Firebird', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = await createDatabase();
    try {
      database.isql(`${schema('DOUBLE PRECISION')};\n${inserts}\ncommit;\n`);
      expect(await differences('firebird', askFirebird(database))).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
