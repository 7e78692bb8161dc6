import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectorFor } from '../../../src/sources/index.ts';
import { describeWith } from '../../support/needs.ts';
import {
  createPostgresDatabase,
  needsPostgres,
  openPostgresDatabase,
  type PostgresDatabase,
  type PostgresServer,
  sharedPostgres,
  startPostgres,
  stopPostgres,
} from '../../support/postgres.ts';
import { failing, readAll } from '../../support/sources.ts';

const connector = connectorFor('postgres').value!;

describeWith([needsPostgres()], 'a PostgreSQL source that cannot be reached', () => {
  let database: PostgresDatabase;
  const reader = `lode_reader_${process.pid}`;
  beforeAll(() => {
    database = createPostgresDatabase();
    database.psql(`
      create role ${reader} login password 'reader';
      create table open_table (id integer); insert into open_table values (1), (2);
      create table closed_table (id integer);
      create view broken as select 1 / (id - 2) as rate from open_table;
      grant select on open_table to ${reader};`);
  });
  afterAll(() => {
    database.psql(`drop owned by ${reader}; drop role ${reader}`);
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

  test('says that there is no such database, and no such schema', async () => {
    const failure = await failing(() => open({ database: 'nowhere' }));
    expect(failure.code).toBe('source-database-unavailable');
    expect(failure.summary).toContain('nowhere');
    const session = await open({ schema: 'nowhere' });
    expect(await failing(() => session.relations())).toMatchObject({
      code: 'source-database-unavailable',
      detail: 'schema "nowhere" does not exist',
    });
    await session.close();
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
    expect(await failing(() => open({ shema: 'x' }))).toMatchObject({
      code: 'source-setting-unknown',
      hint: 'Did you mean `schema`?',
    });
  });

  test('encrypts as far as `ssl` says, and says why it cannot', async () => {
    const encrypted = async (settings: object) => {
      const session = await open(settings);
      database.psql(
        'create or replace view connections as select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      const fresh = await open(settings);
      await session.close();
      for await (const batch of fresh.read({
        relation: 'connections',
        columns: null,
        filters: [],
        limit: null,
      })) {
        await fresh.close();
        return batch.getChildAt(0)!.get(0) as boolean;
      }
      throw new Error('no row');
    };
    const ca = join(sharedPostgres.root, 'certificates/ca.pem');
    expect(await encrypted({})).toBe(true);
    expect(await encrypted({ ssl: 'disable' })).toBe(false);
    expect(await encrypted({ ssl: 'require' })).toBe(true);
    expect(await encrypted({ ssl: 'verify-full', ssl_ca: ca })).toBe(true);
    for (const ssl of ['verify-ca', 'verify-full'])
      expect((await failing(() => open({ ssl }))).code).toBe('source-tls-failed');
    expect((await failing(() => open({ ssl: 'verify-full', ssl_ca: '/nowhere.pem' }))).code).toBe(
      'source-tls-failed',
    );
  });

  test('a server without TLS is refused where it is asked for, and not where it is preferred', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lode-postgres-'));
    const server = startPostgres(root, 13_452);
    try {
      const { settings, psql } = openPostgresDatabase(server);
      psql('alter system set ssl = off');
      psql('select pg_reload_conf()');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const session = await connector.open('erp', settings);
      expect(await session.relations()).toEqual([]);
      await session.close();
      expect((await failing(() => connector.open('erp', { ...settings, ssl: 'require' }))).code).toBe(
        'source-tls-failed',
      );
    } finally {
      stopPostgres(server);
      await rm(root, { recursive: true, force: true });
    }
  });

  test('says that a relation is not there, with the near one', async () => {
    const session = await open({});
    const failure = await failing(() => session.schema('open_tabel'));
    expect(failure).toMatchObject({ code: 'source-relation-missing', hint: 'Did you mean `open_table`?' });
    await session.close();
  });

  test('says that the user may not read a relation, and still reads others', async () => {
    const session = await open({ user: reader, password: 'reader' });
    const failure = await failing(() => readAll(session, 'closed_table'));
    expect(failure.code).toBe('source-permission-denied');
    expect(failure.hint).toContain(`GRANT SELECT ON "closed_table" TO "${reader}"`);
    expect(await readAll(session, 'open_table')).toBe(2);
    await session.close();
  });

  test('tells what the server says where a row of a view fails, and still reads others', async () => {
    const session = await open({});
    const failure = await failing(() => readAll(session, 'broken'));
    expect(failure.code).toBe('source-read-failed');
    expect(failure.detail).toContain('division by zero');
    expect(await readAll(session, 'open_table')).toBe(2);
    await session.close();
  });

  test('says that there is no connection left', async () => {
    database.psql(`alter role ${reader} connection limit 1`);
    const login = { user: reader, password: 'reader' };
    const session = await open(login);
    expect(await failing(() => open(login))).toMatchObject({ code: 'source-connections-used-up' });
    expect(await failing(() => readAll(session, 'open_table'))).toMatchObject({
      code: 'source-connections-used-up',
    });
    await session.close();
    database.psql(`alter role ${reader} connection limit -1`);
  });

  test('says that the server cancelled a query that took too long, by its own limit or that of the settings', async () => {
    database.psql(`
      create view slow as select pg_sleep(20)::text as n;
      grant select on slow to ${reader};
      alter role ${reader} set statement_timeout = 300;`);
    const session = await open({ user: reader, password: 'reader' });
    const failure = await failing(() => readAll(session, 'slow'));
    expect(failure).toMatchObject({ code: 'source-query-cancelled' });
    expect(failure.seconds).toBeLessThan(10);
    await session.close();
    database.psql(`alter role ${reader} reset statement_timeout`);
    const limited = await open({ statement_timeout: 1 });
    expect((await failing(() => readAll(limited, 'slow'))).code).toBe('source-query-cancelled');
    await limited.close();
  });
});

describeWith([needsPostgres()], 'a PostgreSQL server that fails in the middle', () => {
  let root: string;
  let server: PostgresServer;
  let database: PostgresDatabase;
  const port = 13_450;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lode-postgres-'));
    await chmod(root, 0o755);
    server = startPostgres(root, port);
    database = openPostgresDatabase(server);
    database.psql(`
      create table many as select id, rpad('', 200, 'many words ') as words from generate_series(1, 200000) as t(id);
      create view slow as select 1 as n from pg_sleep(4);`);
  });
  afterAll(async () => {
    stopPostgres(server);
    await rm(root, { recursive: true, force: true });
  });
  const open = () => connector.open('erp', { ...database.settings, connect_timeout: 2, answer_timeout: 1 });
  /** The server's process and those that it started. */
  const everyProcess = () => {
    const first = Number(readFileSync(join(root, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    const { stdout } = spawnSync('pgrep', ['-P', String(first)], { encoding: 'utf8' });
    return [first, ...stdout.trim().split('\n').map(Number)];
  };

  test('that an administrator cuts the connection is told', async () => {
    const session = await open();
    let cut = false;
    const failure = await failing(() =>
      readAll(session, 'many', () => {
        if (!cut)
          database.psql(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
          );
        cut = true;
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect(failure.summary).toContain('many');
    await session.close();
  });

  test('that it is frozen is told within the time set, and closing does not hang', async () => {
    const session = await open();
    let frozen: number[] = [];
    try {
      const failure = await failing(() =>
        readAll(session, 'many', () => {
          if (frozen.length > 0) return;
          frozen = everyProcess();
          for (const each of frozen) process.kill(each, 'SIGSTOP');
        }),
      );
      expect(failure.code).toBe('source-stalled');
      expect(failure.seconds).toBeLessThan(15);
      await session.close();
    } finally {
      for (const each of frozen) process.kill(each, 'SIGCONT');
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
        if (!killed) for (const each of everyProcess()) process.kill(each, 'SIGKILL');
        killed = true;
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect((await failing(() => readAll(session, 'slow'))).code).toBe('source-connection-lost');
    await session.close();
    expect((await failing(open)).code).toBe('source-unreachable');
    startPostgres(root, port);
    const again = await open();
    expect(await readAll(again, 'many')).toBe(200_000);
    await again.close();
  });
});
