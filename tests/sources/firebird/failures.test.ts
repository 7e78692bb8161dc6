import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import type { SourceSession } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import {
  createDatabase,
  type FirebirdDatabase,
  type FirebirdServer,
  needsFirebird,
  openDatabase,
  startServer,
  stopServer,
} from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';

const connector = connectorFor('firebird').value!;
const everything = { columns: null, filters: [], limit: null };

/** The code of the diagnostic that work ends with, and after how many seconds. */
async function failing(work: () => Promise<unknown>) {
  const started = Date.now();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [first] = error.diagnostics;
    return { ...first!, exitCode: error.exitCode, seconds: (Date.now() - started) / 1000 };
  }
  throw new Error('it did not fail');
}

async function readAll(session: SourceSession, relation: string, onBatch: () => void = () => {}) {
  let rows = 0;
  for await (const batch of session.read({ relation, ...everything })) {
    rows += batch.numRows;
    onBatch();
  }
  return rows;
}

/** Rows enough that a read is far from its end when its first batch is there. */
const manyRows = `
  create table MANY (ID integer, TEXT varchar(200));
  commit;
  set term ^;
  execute block as declare I integer = 0; begin
    while (I < 200000) do begin insert into MANY values (:I, rpad('', 200, 'many words ')); I = I + 1; end
  end^
  commit^`;

describeWith([needsFirebird()], 'a Firebird source that cannot be reached', () => {
  let database: FirebirdDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    database.isql(`
      create or alter user LODE_READER password 'reader';
      create table OPEN_TABLE (ID integer);
      create table CLOSED_TABLE (ID integer);
      create view BROKEN as select 1 / (ID - 2) as RATE from OPEN_TABLE;
      grant select on OPEN_TABLE to user LODE_READER;
      commit;
      insert into OPEN_TABLE values (1); insert into OPEN_TABLE values (2);
    `);
    // With some salts the driver cannot log in: another one is drawn with the password.
    while (!(await canLogin('LODE_READER', 'reader')))
      database.isql(`alter user LODE_READER set password 'reader';`);
  });
  const canLogin = (user: string, password: string) =>
    open({ user, password }).then(
      (session) => session.close().then(() => true),
      () => false,
    );
  afterAll(() => database.drop());
  const open = (settings: object) => connector.open('erp', { ...database.settings, ...settings });

  test('says that the password is wrong, and does not show it', async () => {
    const failure = await failing(() => open({ password: 'not-it' }));
    expect(failure).toMatchObject({ code: 'source-login-refused', exitCode: 1 });
    expect(JSON.stringify(failure)).not.toContain('not-it');
  });

  test('says that the user is not known', async () => {
    const failure = await failing(() => open({ user: 'NOBODY' }));
    expect(failure.code).toBe('source-login-refused');
    expect(failure.summary).toContain('NOBODY');
  });

  test('says that nobody listens at the port', async () => {
    const failure = await failing(() => open({ port: 1 }));
    expect(failure).toMatchObject({ code: 'source-unreachable' });
    expect(failure.summary).toContain('127.0.0.1:1');
  });

  test('says that there is no such host', async () => {
    const failure = await failing(() => open({ host: 'no-such-host.invalid', connect_timeout: 5 }));
    expect(failure.code).toBe('source-unreachable');
  });

  test('gives up within the time set where a host drops what is sent', async () => {
    // TEST-NET-1 (RFC 5737) is nobody's.
    const failure = await failing(() => open({ host: '192.0.2.1', connect_timeout: 1 }));
    expect(failure.code).toBe('source-unreachable');
    expect(failure.seconds).toBeLessThan(8);
  });

  test('gives up within the time set where something listens that is no Firebird', async () => {
    const sockets: Socket[] = [];
    const silent = await new Promise<Server>((resolve) => {
      const server = createServer((socket) => sockets.push(socket));
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
    const { port } = silent.address() as { port: number };
    try {
      const failure = await failing(() => open({ port, connect_timeout: 1 }));
      expect(failure.code).toBe('source-login-unfinished');
      expect(failure.seconds).toBeLessThan(8);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });

  test('says that there is no such database', async () => {
    const failure = await failing(() => open({ database: '/nowhere/erp.fdb' }));
    expect(failure.code).toBe('source-database-unavailable');
    expect(failure.summary).toContain('/nowhere/erp.fdb');
  });

  test('says which setting is wrong, missing or not known', async () => {
    expect(await failing(() => open({ port: '70000' }))).toMatchObject({
      code: 'source-setting-invalid',
      detail: 'It was expected to be a whole number from 1 to 65535.',
    });
    expect(await failing(() => open({ password: undefined }))).toMatchObject({
      code: 'source-setting-missing',
    });
    expect(await failing(() => open({ wire_crypt: 'maybe' }))).toMatchObject({
      code: 'source-setting-invalid',
      detail: 'It was expected to be one of enabled, disabled.',
    });
    expect(await failing(() => open({ pasword: 'x' }))).toMatchObject({
      code: 'source-setting-unknown',
      hint: 'Did you mean `password`?',
    });
  });

  test('says that a relation is not there, with the near one', async () => {
    const session = await open({});
    const failure = await failing(() => session.schema('OPEN_TABEL'));
    expect(failure).toMatchObject({ code: 'source-relation-missing', hint: 'Did you mean `OPEN_TABLE`?' });
    await session.close();
  });

  test('says that the user may not read a relation, and still reads others', async () => {
    const session = await open({ user: 'LODE_READER', password: 'reader' });
    const failure = await failing(() => readAll(session, 'CLOSED_TABLE'));
    expect(failure.code).toBe('source-permission-denied');
    expect(failure.hint).toContain('GRANT SELECT ON "CLOSED_TABLE" TO USER "LODE_READER"');
    expect(await readAll(session, 'OPEN_TABLE')).toBe(2);
    await session.close();
  });

  test('tells what the server says where a row of a view fails, and still reads others', async () => {
    const session = await open({});
    const failure = await failing(() => readAll(session, 'BROKEN'));
    expect(failure.code).toBe('source-read-failed');
    expect(failure.detail).toContain('divide by zero');
    expect(await readAll(session, 'OPEN_TABLE')).toBe(2);
    await session.close();
  });
});

describeWith([needsFirebird()], 'a Firebird server that fails in the middle', () => {
  let root: string;
  let server: FirebirdServer;
  let database: FirebirdDatabase;
  const port = 13_150;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lode-firebird-'));
    server = startServer(root, port);
    database = openDatabase(server, join(root, 'data/utf8.fdb'));
    database.isql(manyRows);
  });
  afterAll(async () => {
    stopServer(server);
    await rm(root, { recursive: true, force: true });
  });
  const open = () => connector.open('erp', { ...database.settings, connect_timeout: 2, answer_timeout: 1 });
  const serverProcess = async () => {
    const { readFile } = await import('node:fs/promises');
    return Number(await readFile(join(root, 'pid'), 'utf8'));
  };

  test('that an administrator cuts the connection is told', async () => {
    const session = await open();
    let cut = false;
    const failure = await failing(() =>
      readAll(session, 'MANY', () => {
        if (cut) return;
        cut = true;
        database.isql('delete from MON$ATTACHMENTS where MON$ATTACHMENT_ID <> current_connection;');
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect(failure.summary).toContain('MANY');
    await session.close();
  });

  test('that what lies between closes the connection is told', async () => {
    const { settings } = database;
    const sockets: Socket[] = [];
    let closing = false;
    // In the place of an answer the end comes, while the driver waits for nothing else.
    const relay = createServer((socket) => {
      const beyond = connect(Number(settings.port), String(settings.host));
      sockets.push(socket, beyond);
      const pass = (from: Socket, to: Socket) =>
        from.on('data', (bytes) => (closing ? socket.end() : to.write(bytes)));
      pass(socket, beyond);
      pass(beyond, socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const { port: relayed } = relay.address() as AddressInfo;
    try {
      const session = await connector.open('erp', { ...settings, port: relayed, connect_timeout: 2 });
      const failure = await failing(() =>
        readAll(session, 'MANY', () => {
          closing = true;
        }),
      );
      expect(failure.code).toBe('source-connection-lost');
      await session.close();
    } finally {
      for (const socket of sockets) socket.destroy();
      relay.close();
    }
  });

  test('that it is frozen is told within the time set, and closing does not hang', async () => {
    const session = await open();
    const process_ = await serverProcess();
    let frozen = false;
    try {
      const failure = await failing(() =>
        readAll(session, 'MANY', () => {
          if (!frozen) process.kill(process_, 'SIGSTOP');
          frozen = true;
        }),
      );
      expect(failure.code).toBe('source-stalled');
      expect(failure.seconds).toBeLessThan(15);
      await session.close();
    } finally {
      process.kill(process_, 'SIGCONT');
    }
  });

  test('a query that takes longer than the time set is waited for', async () => {
    database.isql(`
      set term ^;
      create procedure SLOW returns (N integer) as declare I bigint = 0; begin
        while (I < 9000000) do I = I + 1;
        N = 1; suspend;
      end^
      create view V_SLOW as select N from SLOW^
      commit^`);
    const session = await open();
    expect(await readAll(session, 'V_SLOW')).toBe(1);
    await session.close();
  });

  test('that it is killed is told, and what reads next finds nobody', async () => {
    const session = await open();
    const process_ = await serverProcess();
    let killed = false;
    const failure = await failing(() =>
      readAll(session, 'MANY', () => {
        if (!killed) process.kill(process_, 'SIGKILL');
        killed = true;
      }),
    );
    expect(failure.code).toBe('source-connection-lost');
    expect((await failing(() => readAll(session, 'V_SLOW'))).code).toBe('source-connection-lost');
    await session.close();
    expect((await failing(open)).code).toBe('source-unreachable');
    startServer(root, port);
    const again = await open();
    expect(await readAll(again, 'MANY')).toBe(200_000);
    await again.close();
  });
});

describeWith([needsFirebird()], 'a Firebird server that knows several ways to log in', () => {
  test.each([
    ['Srp256, Srp', 13_160],
    ['Legacy_Auth, Srp', 13_170],
  ])('with AuthServer = %s a wrong password or user ends within the time set', async (auth, port) => {
    const root = await mkdtemp(join(tmpdir(), 'lode-firebird-'));
    const server = startServer(root, port, { FIREBIRD_AUTH: auth });
    try {
      const { settings } = openDatabase(server, join(root, 'data/utf8.fdb'));
      for (const wrong of [{ password: 'not-it' }, { user: 'NOBODY' }]) {
        const failure = await failing(() =>
          connector.open('erp', { ...settings, ...wrong, connect_timeout: 1 }),
        );
        expect(failure.code).toMatch(/^source-login-(refused|unfinished)$/);
        expect(failure.seconds).toBeLessThan(8);
      }
    } finally {
      stopServer(server);
      await rm(root, { recursive: true, force: true });
    }
  });
});
