import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Inventory } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { createMariadbDatabase, type MariadbDatabase, needsMariadb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres, type PostgresDatabase } from '../../support/postgres.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { tellUses } from '../../triage/sql/tell.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

/** `kind id understanding: statement [reads] → [writes]; …` of each object that the scan of a server finds. */
async function scanned(type: string, settings: Readonly<Record<string, string | number>>): Promise<string[]> {
  const { host, port, database, user, password } = settings;
  const address = `${type}://${user}:${password}@${host}:${port}/${database}`;
  const { code, stderr } = await lode(folder, ['legacy', 'scan', '--connection', address, '--quiet']);
  expect(code, stderr).toBe(0);
  const inventory = JSON.parse(await readFile(join(folder, 'triage/inventory.json'), 'utf8')) as Inventory;
  return inventory.objects.map(({ kind, id, understanding, statements }) => {
    const lines = statements.map(
      (each) => `${each.kind} [${tellUses(each.reads)}] → [${tellUses(each.writes)}]`,
    );
    return `${kind} ${id} ${understanding}: ${lines.join('; ')}`.trimEnd();
  });
}

describeWith([needsPostgres()], 'the catalog of PostgreSQL', () => {
  let database: PostgresDatabase;
  beforeAll(() => {
    database = createPostgresDatabase();
    database.psql(`
      CREATE TABLE bill (id int PRIMARY KEY, facility int, total numeric, made_at timestamp);
      CREATE TABLE facility (id int PRIMARY KEY, name text);
      CREATE TABLE log (id int, what text);
      CREATE SEQUENCE numbers;
      CREATE VIEW revenue AS SELECT f.name, sum(b.total) AS total FROM bill b JOIN facility f ON f.id = b.facility GROUP BY f.name;
      CREATE MATERIALIZED VIEW best AS SELECT name FROM revenue WHERE total > 10;
      CREATE FUNCTION total_of(f int) RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(b.total) FROM bill b WHERE b.facility = f; END;
      CREATE FUNCTION name_of(f int) RETURNS text LANGUAGE sql AS 'SELECT name FROM facility WHERE id = f';
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (id, what) VALUES (nextval('numbers'), 'x'); RETURN NEW; END $$;
      CREATE PROCEDURE tidy(days int) LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE 'DELETE FROM log WHERE id < ' || days; UPDATE bill SET total = total_of(bill.facility) WHERE made_at < now(); END $$;
      CREATE TRIGGER bill_note AFTER INSERT ON bill FOR EACH ROW EXECUTE FUNCTION note();`);
  });
  afterAll(() => database.drop());

  test('views, materialized views, functions of both languages, procedures, triggers and sequences', async () => {
    expect(await scanned('postgres', database.settings)).toEqual([
      'materialized_view public.best bound: create view [public.revenue(name total)] → []',
      'table public.bill parsed:',
      'trigger public.bill_note parsed: catalog [public.bill() public.note()] → []',
      'table public.facility parsed:',
      'table public.log parsed:',
      'function public.name_of parsed: select [public.facility(id name)] → []',
      'function public.note parsed: insert [public.numbers()] → [public.log(id what)]',
      'sequence public.numbers parsed:',
      'view public.revenue bound: create view [public.bill(facility total) public.facility(id name)] → []',
      'procedure public.tidy scanned: dynamic delete [public.log(id)] → [public.log()]; update [public.bill(facility made_at) public.total_of()] → [public.bill(total)]',
      'function public.total_of parsed: select [public.bill(facility total)] → []',
    ]);
  });
});

describeWith([needsMariadb()], 'the catalog of MariaDB', () => {
  let database: MariadbDatabase;
  beforeAll(() => {
    database = createMariadbDatabase();
    database.sql(`
      CREATE TABLE bill (id int PRIMARY KEY, facility int, total decimal(10,2), made_at datetime);
      CREATE TABLE facility (id int PRIMARY KEY, name varchar(50));
      CREATE TABLE log (id int, what varchar(50));
      CREATE VIEW revenue AS SELECT f.name, sum(b.total) AS total FROM bill b JOIN facility f ON f.id = b.facility GROUP BY f.name;
      CREATE VIEW best AS SELECT name FROM revenue WHERE total > 10;
      DELIMITER //
      CREATE FUNCTION total_of(f int) RETURNS decimal(10,2) READS SQL DATA BEGIN DECLARE t decimal(10,2); SELECT sum(total) INTO t FROM bill WHERE facility = f; RETURN t; END//
      CREATE PROCEDURE tidy(IN days int) BEGIN
        SET @s = CONCAT('DELETE FROM log WHERE id < ', days); PREPARE p FROM @s; EXECUTE p;
        UPDATE bill SET total = total_of(facility) WHERE made_at < now(); CALL note('tidied'); END//
      CREATE PROCEDURE note(IN w varchar(50)) INSERT INTO log (id, what) VALUES (1, w)//
      CREATE TRIGGER bill_note AFTER INSERT ON bill FOR EACH ROW INSERT INTO log (id, what) VALUES (NEW.id, 'x')//
      CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO CALL tidy(30)//
      DELIMITER ;`);
  });
  afterAll(() => database.drop());

  test('views over views, functions, procedures with a text that is run, triggers and events', async () => {
    expect(await scanned('mysql', database.settings)).toEqual([
      'view best bound: create view [revenue(name total)] → []',
      'table bill parsed:',
      'trigger bill_note parsed: insert [bill(id)] → [log(id what)]',
      'table facility parsed:',
      'table log parsed:',
      'job nightly parsed: call [tidy()] → []',
      'procedure note parsed: insert [] → [log(id what)]',
      'view revenue bound: create view [bill(facility total) facility(id name)] → []',
      'procedure tidy scanned: dynamic delete [log(id)] → [log()]; dynamic sql [] → []; update [bill(facility made_at) total_of()] → [bill(total)]; call [note()] → []',
      'function total_of parsed: select [bill(facility total)] → []',
    ]);
  });
});
