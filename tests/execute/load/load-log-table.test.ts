import { afterEach, beforeEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { openTransaction } from '../../support/firebird-transaction.ts';
import { describeWith } from '../../support/needs.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { clockAt } from '../../support/till.ts';

describeWith([needsFirebird()], 'a Firebird table with a log that triggers write', () => {
  let folder: string;
  let database: FirebirdDatabase;
  let day: number;

  beforeEach(async () => {
    day = 0;
    database = await createDatabase();
    database.isql(`create table LINES (INVOICE integer not null, LINE varchar(5) not null, TEXT varchar(40), primary key (INVOICE, LINE));
      commit; insert into LINES values (1, 'a', 'one'); insert into LINES values (1, 'b', 'two'); commit;`);
    const { password, ...rest } = database.settings;
    const settings = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
    folder = await makeProject({
      'project.yml': `name: shop\ntargets: {production: {sources: {erp: {type: firebird, password: '${password}', ${settings.join(', ')}}}}}\n`,
      'models/bronze/erp.source.yml': `source: erp\nrelations:\n  LINES:\n    columns:\n      INVOICE: {type: INTEGER, nullable: false}\n      LINE: {type: VARCHAR, nullable: false}\n      TEXT: {type: VARCHAR}\n`,
      'models/bronze/lines.sql':
        '/* ---\nkind: incremental_by_unique_key\nunique_key: [INVOICE, LINE]\nload: {by: log_table, table: LODE_LOG_LINES}\n--- */\nSELECT * FROM erp.LINES\n',
    });
  });
  afterEach(async () => {
    await removeFolder(folder);
    await database.drop();
  });

  const load = async () => {
    day += 1;
    const { stdout, code, stderr } = await lode(
      folder,
      ['apply', '--yes', '--events', '-'],
      clockAt(`2026-01-${String(day).padStart(2, '0')}T00:00:00Z`),
    );
    expect(code, stderr).toBe(0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; rows: number })
      .filter(({ kind }) => kind === 'source-read')
      .map(({ rows }) => rows);
  };
  const lines = async () =>
    (await queryRows(folder, 'SELECT INVOICE, LINE, TEXT FROM bronze.lines ORDER BY ALL')).map(Object.values);
  const makeLog = async () => {
    const { stdout, code } = await lode(folder, ['source', 'triggers', 'erp', 'LINES']);
    expect(code).toBe(0);
    database.isql(stdout);
  };

  test('the statements are printed and not run; run by the owner they make a log that is read from where it ended', async () => {
    const { stdout } = await lode(folder, ['source', 'triggers', 'erp', 'LINES']);
    expect(database.isql('show tables;')).not.toContain('LODE_LOG');
    database.isql(stdout);
    expect(await load()).toEqual([2]);
    database.isql(
      `update LINES set TEXT = 'ONE' where LINE = 'a'; delete from LINES where LINE = 'b'; insert into LINES values (2, 'é', 'new'); commit;`,
    );
    expect(await load()).toEqual([2]);
    expect(await lines()).toEqual([
      [1, 'a', 'ONE'],
      [2, 'é', 'new'],
    ]);
    expect(await load()).toEqual([0]);
  });

  test('several changes of a key come to one, and a key that was changed is deleted and inserted', async () => {
    await makeLog();
    await load();
    database.isql(`insert into LINES values (3, 'x', '1'); update LINES set TEXT = '2' where INVOICE = 3; commit; delete from LINES where INVOICE = 3; commit;
      update LINES set LINE = 'z' where LINE = 'a'; commit; update LINES set TEXT = 'again' where LINE = 'z'; commit;`);
    await load();
    expect(await lines()).toEqual([
      [1, 'b', 'two'],
      [1, 'z', 'again'],
    ]);
  });

  test('what is written down early and committed late is not missed', async () => {
    await makeLog();
    await load();
    const late = await openTransaction(database);
    await late.run(`update LINES set TEXT = 'late' where LINE = 'a';`);
    database.isql(`insert into LINES values (4, 'd', 'soon'); commit;`);
    await load();
    database.isql(`insert into LINES values (5, 'e', 'sooner'); commit;`);
    await load();
    await late.end('commit');
    await load();
    expect(await lines()).toEqual([
      [1, 'a', 'late'],
      [1, 'b', 'two'],
      [4, 'd', 'soon'],
      [5, 'e', 'sooner'],
    ]);
  });

  test('a table without a primary key needs to be told what names its rows', async () => {
    database.isql(
      'create table A_TABLE_WITH_A_VERY_LONG_NAME_1 (CODE char(3), AMOUNT numeric(9,2)); commit;',
    );
    const without = await lode(folder, ['source', 'triggers', 'erp', 'A_TABLE_WITH_A_VERY_LONG_NAME_1']);
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('has no primary key');
    const { stdout } = await lode(folder, [
      'source',
      'triggers',
      'erp',
      'A_TABLE_WITH_A_VERY_LONG_NAME_1',
      '--key',
      'code,AMOUNT',
    ]);
    // The server takes them: names are short enough, and types are those of the table.
    database.isql(stdout);
    database.isql(`insert into A_TABLE_WITH_A_VERY_LONG_NAME_1 values ('é', 1.25); commit;`);
    const [table] = /LODE_LOG_\S+(?=")/.exec(stdout)!;
    expect(database.isql(`select CODE, AMOUNT, LODE_OPERATION from "${table}";`)).toMatch(/é\s+1\.25\s+I/);
  });

  test('without the log the load stops and names it', async () => {
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain('LODE_LOG_LINES');
  });
});
