import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorFor } from '../../../src/sources/index.ts';
import {
  createMariadbDatabase,
  type MariadbDatabase,
  type MariadbServer,
  needsMariadb,
  sharedMariadb,
  startMariadb,
  stopMariadb,
} from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
import { failing, readAll } from '../../support/sources.ts';

const connector = connectorFor('mysql').value!;

describeWith([needsMariadb()], 'a MariaDB source that cannot be reached', () => {
  let database: MariadbDatabase;
  const reader = `lode_reader_${process.pid}`;
  beforeAll(() => {
    database = createMariadbDatabase();
    database.sql(`
      create user ${reader} identified by 'reader';
      create table open_table (id int); insert into open_table values (1), (2);
      create table closed_table (id int, secret int);
      create view broken as select cast(concat('{', id) as int) + json_value(id, repeat('$', id)) + (select n from (select 1 as n union select 2) as t where n >= id - 1) as rate from open_table;
      grant select on ${database.name}.open_table to ${reader};
      grant select (id) on ${database.name}.closed_table to ${reader};`);
  });
  afterAll(() => {
    database.sql(`drop user ${reader}`);
    database.drop();
  });
  const open = (settings: object) => connector.open('erp', { ...database.settings, ...settings });

  test('says that the password is wrong, and does not show it', async () => {
    const failure = await failing(() => open({ password: 'not-it' }));
    expect(failure).toMatchObject({ code: 'source-login-refused', exitCode: 1 });
    expect(JSON.stringify(failure)).not.toContain('not-it');
  });

  test('says that the user is not known', async () => {
    const failure = await failing(() => open({ user: 'nobody' }));
    expect(failure.code).toBe('source-login-refused');
    expect(failure.summary).toContain('nobody');
  });

  test('says that nobody listens at the port, and that there is no such host', async () => {
    const failure = await failing(() => open({ port: 1 }));
    expect(failure).toMatchObject({ code: 'source-unreachable' });
    expect(failure.summary).toContain('127.0.0.1:1');
    const host = await failing(() => open({ host: 'no-such-host.invalid', connect_timeout: 5 }));
    expect(host.code).toBe('source-unreachable');
  });

  test('gives up within the time set where a host drops what is sent', async () => {
    // TEST-NET-1 (RFC 5737) is nobody's.
    const failure = await failing(() => open({ host: '192.0.2.1', connect_timeout: 1 }));
    expect(failure.code).toBe('source-unreachable');
    expect(failure.seconds).toBeLessThan(8);
  });

  test.each(['prefer', 'disable'])(
    'gives up within the time set where something listens that says nothing, with `ssl: %s`',
    async (ssl) => {
      const sockets: Socket[] = [];
      const silent = await new Promise<Server>((resolve) => {
        const server = createServer((socket) => sockets.push(socket));
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
      const { port } = silent.address() as { port: number };
      try {
        const failure = await failing(() => open({ port, ssl, connect_timeout: 1 }));
        expect(failure.code).toBe('source-login-unfinished');
        expect(failure.seconds).toBeLessThan(8);
      } finally {
        for (const socket of sockets) socket.destroy();
        silent.close();
      }
    },
  );

  test('says that there is no such database, and that the user may not see one', async () => {
    const failure = await failing(() => open({ database: 'nowhere' }));
    expect(failure.code).toBe('source-database-unavailable');
    expect(failure.summary).toContain('nowhere');
    const closed = await failing(() => open({ database: 'mysql', user: reader, password: 'reader' }));
    expect(closed.code).toBe('source-database-unavailable');
  });

  test('says which setting is wrong, missing or not known', async () => {
    expect(await failing(() => open({ port: '70000' }))).toMatchObject({
      code: 'source-setting-invalid',
      detail: 'It was expected to be a whole number from 1 to 65535.',
    });
    expect(await failing(() => open({ database: undefined }))).toMatchObject({
      code: 'source-setting-missing',
    });
    for (const numeric of ['DECIMAL(39,2)', 'float', 'DECIMAL(2,3)'])
      expect(await failing(() => open({ numeric }))).toMatchObject({
        code: 'source-setting-invalid',
        detail: 'It was expected to be text, or a type such as DECIMAL(38,10).',
      });
    expect(await failing(() => open({ tinyint: 'x' }))).toMatchObject({
      code: 'source-setting-unknown',
      hint: 'Did you mean `tinyint1`?',
    });
  });

  test('encrypts as far as `ssl` says, and says why it cannot', async () => {
    const ca = join(sharedMariadb.root, 'certificates/ca.pem');
    const user = `lode_tls_${process.pid}`;
    database.sql(
      `create user ${user} identified by 'tls' require ssl; grant select on ${database.name}.* to ${user};`,
    );
    const opens = async (settings: object) => {
      const session = await open({ user, password: 'tls', ...settings });
      await session.close();
    };
    await opens({});
    await opens({ ssl: 'require' });
    await opens({ ssl: 'verify-ca', ssl_ca: ca });
    await opens({ ssl: 'verify-full', ssl_ca: ca, host: 'localhost' });
    expect((await failing(() => opens({ ssl: 'disable' }))).code).toBe('source-login-refused');
    expect((await failing(() => opens({ ssl: 'verify-ca' }))).code).toBe('source-tls-failed');
    expect((await failing(() => opens({ ssl: 'verify-full', host: 'localhost' }))).code).toBe(
      'source-tls-failed',
    );
    expect((await failing(() => opens({ ssl: 'verify-full', ssl_ca: ca }))).detail).toContain(
      'the name of the host',
    );
    expect((await failing(() => opens({ ssl: 'require', ssl_ca: '/nowhere.pem' }))).code).toBe(
      'source-tls-failed',
    );
    database.sql(`drop user ${user}`);
  });

  test('says that a relation is not there, with the near one', async () => {
    const session = await open({});
    const failure = await failing(() => session.schema('open_tabel'));
    expect(failure).toMatchObject({ code: 'source-relation-missing', hint: 'Did you mean `open_table`?' });
    await session.close();
  });

  test('says that the user may not read a relation, and still reads others', async () => {
    const session = await open({ user: reader, password: 'reader' });
    // Of columns that the user may not read, the server tells nothing, and of whole tables neither.
    expect((await session.schema('closed_table')).columns.map(({ name }) => name)).toEqual(['id']);
    expect(await session.relations()).toEqual(['closed_table', 'open_table']);
    database.sql(`revoke select (id) on ${database.name}.closed_table from ${reader}`);
    const failure = await failing(() => readAll(session, 'closed_table'));
    expect(failure.code).toBe('source-permission-denied');
    expect(failure.hint).toContain(`TO '${reader}'`);
    expect(await readAll(session, 'open_table')).toBe(2);
    await session.close();
    const later = await open({ user: reader, password: 'reader' });
    expect((await failing(() => readAll(later, 'closed_table'))).code).toBe('source-relation-missing');
    await later.close();
  });

  test('tells what the server says where a row of a view fails, and still reads others', async () => {
    const session = await open({});
    const failure = await failing(() => readAll(session, 'broken'));
    expect(failure.code).toBe('source-read-failed');
    expect(failure.detail).toContain('Subquery returns more than 1 row');
    expect(await readAll(session, 'open_table')).toBe(2);
    await session.close();
  });

  test('says that there is no connection left', async () => {
    database.sql(`grant usage on *.* to ${reader} with max_user_connections 1`);
    const login = { user: reader, password: 'reader' };
    const session = await open(login);
    expect(await failing(() => open(login))).toMatchObject({ code: 'source-connections-used-up' });
    expect(await readAll(session, 'open_table')).toBe(2);
    await session.close();
    database.sql(`grant usage on *.* to ${reader} with max_user_connections 0`);
  });

  test('says that the server cancelled a query that took too long, by the limit of the settings', async () => {
    database.sql('create view slow as select sleep(20) as n;');
    const limited = await open({ statement_timeout: 1 });
    const failure = await failing(() => readAll(limited, 'slow'));
    expect(failure).toMatchObject({ code: 'source-query-cancelled' });
    expect(failure.seconds).toBeLessThan(10);
    await limited.close();
  });
});

describeWith([needsMariadb()], 'a MariaDB server that fails in the middle', () => {
  let root: string;
  let server: MariadbServer;
  let database: MariadbDatabase;
  const port = 13_550;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lode-mariadb-'));
    server = startMariadb(root, port);
    database = createMariadbDatabase(server);
    database.sql(`
      create table many as select seq as id, rpad('many words', 200, ' many words') as words from seq_1_to_200000;
      create view slow as select sleep(4) + 1 as n;`);
  });
  afterAll(async () => {
    stopMariadb(server);
    await rm(root, { recursive: true, force: true });
  });
  const open = () => connector.open('erp', { ...database.settings, connect_timeout: 2, answer_timeout: 1 });
  const serverProcess = () => Number(readFileSync(join(root, 'pid'), 'utf8'));

  test('that an administrator cuts the connection is told', async () => {
    const session = await open();
    let cut = false;
    const failure = await failing(() =>
      readAll(session, 'many', () => {
        if (!cut) {
          const id = database.sql(
            `select ID from information_schema.PROCESSLIST where INFO like 'SELECT%FROM \`many\`%' and ID <> connection_id()`,
          );
          database.sql(`kill ${id}`);
        }
        cut = true;
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect(failure.summary).toContain('many');
    await session.close();
  });

  test('that it is frozen is told within the time set, and closing does not hang', async () => {
    const session = await open();
    let frozen = false;
    try {
      const failure = await failing(() =>
        readAll(session, 'many', () => {
          if (!frozen) process.kill(serverProcess(), 'SIGSTOP');
          frozen = true;
        }),
      );
      expect(failure.code).toBe('source-stalled');
      expect(failure.seconds).toBeLessThan(15);
      await session.close();
    } finally {
      process.kill(serverProcess(), 'SIGCONT');
    }
  });

  test('a query that takes longer than the time set is waited for', async () => {
    const session = await open();
    expect(await readAll(session, 'slow')).toBe(1);
    await session.close();
  });

  test('that it is killed is told, and what reads next finds nobody', async () => {
    const session = await open();
    let killed = false;
    const failure = await failing(() =>
      readAll(session, 'many', () => {
        if (!killed) process.kill(serverProcess(), 'SIGKILL');
        killed = true;
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect((await failing(() => readAll(session, 'slow'))).code).toBe('source-connection-lost');
    await session.close();
    expect((await failing(open)).code).toBe('source-unreachable');
    startMariadb(root, port);
    const again = await open();
    expect(await readAll(again, 'many')).toBe(200_000);
    await again.close();
  });
});
