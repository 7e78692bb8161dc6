import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Diagnostic, DiagnosticError } from '../../src/diagnostics/index.ts';
import type { ObjectStoreSettings } from '../../src/files/index.ts';
import { openS3Files } from '../../src/files/s3/index.ts';
import type { Files } from '../../src/ports/index.ts';
import { describeWith } from '../support/needs.ts';
import {
  needsObjectStore,
  type ObjectStore,
  settingsOf,
  startObjectStore,
  variablesOf,
} from '../support/object-store.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { type SeenRequest, startProxy, type Trouble, type TroubledProxy } from '../support/troubled-proxy.ts';

const mebibyte = 1024 * 1024;
const tuning = { partSize: 5 * mebibyte, copySize: 6 * mebibyte };

describeWith([needsObjectStore], 'an object store in trouble', () => {
  let store: ObjectStore;
  let cache: string;
  let proxy: TroubledProxy;
  let trouble: (request: SeenRequest, nth: number) => Trouble | Promise<Trouble>;
  let direct: { files: Files; close: () => Promise<void> };
  let troubled: { files: Files; close: () => Promise<void> };
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    store = await startObjectStore(true);
    cache = await temporaryFolder();
    proxy = await startProxy(store.endpoint, (request) => {
      const nth = proxy.seen.filter((one) => one.method === request.method && one.url === request.url).length;
      return trouble(request, nth);
    });
    direct = await openS3Files(settingsOf(store, `${cache}/direct`));
  });
  afterAll(async () => {
    await direct.close();
    await proxy.close();
    await store.close();
    await removeFolder(cache);
  });
  beforeEach(async () => {
    trouble = () => 'none';
    proxy.seen.length = 0;
    folder = `s3://lake/trouble-${count++}`;
    troubled = await through({});
  });
  afterEach(() => troubled.close());

  /** The store by way of the proxy. moto checks signatures, and a signature covers the host's name. */
  function through(variables: Record<string, string>, more: ObjectStoreSettings['tuning'] = {}) {
    const all = { ...store.variables, AWS_ENDPOINT_URL: proxy.endpoint, ...variables };
    return openS3Files(settingsOf({ variables: all }, `${cache}/troubled`, { ...tuning, ...more }));
  }

  const puts = () => proxy.seen.filter(({ method }) => method === 'PUT').length;

  it('takes a put whose answer was lost for what it is: won', async () => {
    trouble = ({ method }, nth) => (method === 'PUT' && nth === 1 ? 'lose-answer' : 'none');
    expect(await troubled.files.putIfAbsent(`${folder}/1.json`, 'token 1')).toBe(true);
    expect(await direct.files.readText(`${folder}/1.json`)).toBe('token 1');
    // Asked, answer lost; asked again, refused; read back. And once to see whether the store refuses at all.
    expect(proxy.seen.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'GET', 'PUT']);
  });

  it('takes a put for won where every answer to it is lost, and for lost where another came first', async () => {
    trouble = ({ method }) => (method === 'PUT' ? 'lose-answer' : 'none');
    await direct.files.putIfAbsent(`${folder}/taken`, 'token of another');
    expect(await troubled.files.putIfAbsent(`${folder}/taken`, 'token 2')).toBe(false);
    const put = troubled.files.putIfAbsent(`${folder}/free`, 'token 2');
    // That the store refuses a second put cannot be seen here: that is an error of its own.
    expect(await codeOf(put)).toBe('storage-unreachable');
    expect(await direct.files.readText(`${folder}/free`)).toBe('token 2');
  });

  it('takes a put for lost where another came while it was tried again', async () => {
    trouble = async ({ method }, nth) => {
      if (method !== 'PUT' || nth > 1) return 'none';
      await direct.files.putIfAbsent(`${folder}/1.json`, 'token of another');
      return 'lose-request';
    };
    expect(await troubled.files.putIfAbsent(`${folder}/1.json`, 'token 3')).toBe(false);
    expect(await direct.files.readText(`${folder}/1.json`)).toBe('token of another');
  });

  it('does not know of a put that it can neither make nor read back', async () => {
    trouble = () => 'lose-answer';
    const found = await failureOf(troubled.files.putIfAbsent(`${folder}/1.json`, 'token 4'));
    expect(found.code).toBe('storage-unreachable');
    trouble = () => 'none';
    expect(await troubled.files.readText(`${folder}/1.json`)).toBe('token 4');
  });

  it('puts again where the store says that puts of one name overlap', async () => {
    trouble = ({ method }, nth) =>
      method === 'PUT' && nth <= 3 ? { status: 409, code: 'ConditionalRequestConflict' } : 'none';
    expect(await troubled.files.putIfAbsent(`${folder}/1.json`, 'token 5')).toBe(true);
    expect(puts()).toBe(5);
  });

  it('refuses a store that overlooks the condition of a put', async () => {
    // A changed request has a wrong signature: this server looks at none.
    const careless = await startObjectStore();
    const overlooks = await startProxy(careless.endpoint, () => 'ignore-condition');
    const variables = { ...careless.variables, AWS_ENDPOINT_URL: overlooks.endpoint };
    const { files, close } = await openS3Files(settingsOf({ variables }, `${cache}/careless`));
    const found = await failureOf(files.putIfAbsent(`${folder}/1.json`, 'token 6'));
    expect(found.code).toBe('storage-not-exclusive');
    expect(found.summary).toContain('bucket lake');
    await close();
    await overlooks.close();
    await careless.close();
  });

  it('tries again where the store is busy or broken for a while, and ends where it stays so', async () => {
    trouble = ({ method }, nth) =>
      nth === 1 && method === 'PUT'
        ? { status: 503, code: 'SlowDown' }
        : nth <= 2
          ? { status: 500, code: 'InternalError' }
          : 'none';
    expect(await troubled.files.putIfAbsent(`${folder}/a`, 'x')).toBe(true);
    expect(await troubled.files.readText(`${folder}/a`)).toBe('x');
    expect((await troubled.files.list(folder)).map((file) => file.name)).toEqual(['a']);
    await troubled.files.link(`${folder}/a`, `${folder}/b`);
    await troubled.files.remove(`${folder}/a`);
    expect((await troubled.files.listAll(folder)).map((file) => file.name)).toEqual(['b']);
    proxy.seen.length = 0;
    trouble = () => ({ status: 503, code: 'SlowDown' });
    expect((await failureOf(troubled.files.list(folder))).code).toBe('storage-busy');
    expect(proxy.seen).toHaveLength(5);
  });

  it('reads whole what was cut short, in memory and for the engine', async () => {
    const content = 'row '.repeat(100_000);
    await direct.files.putIfAbsent(`${folder}/part-${'0'.repeat(8)}`, content);
    trouble = (_, nth) => (nth <= 2 ? 'cut-answer' : 'none');
    expect(await troubled.files.readText(`${folder}/part-00000000`)).toBe(content);
    proxy.seen.length = 0;
    await troubled.files.fetchForEngine([{ path: `${folder}/part-00000000` }]);
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(troubled.files.enginePath(`${folder}/part-00000000`), 'utf8')).toBe(content);
    trouble = () => 'cut-answer';
    await direct.files.putIfAbsent(`${folder}/other`, content);
    expect((await failureOf(troubled.files.read(`${folder}/other`))).code).toMatch(
      /^storage-(failed|unreachable)$/,
    );
  });

  it('sends and copies each file once, whatever answers are lost', async () => {
    for (const size of [1000, 13 * mebibyte]) {
      trouble = (_, nth) => (nth === 1 ? 'lose-answer' : 'none');
      const path = `${folder}/part-${crypto.randomUUID()}.parquet`;
      await troubled.files.createFolder(folder);
      await writeFile(troubled.files.enginePath(path), Buffer.alloc(size, 'abc'));
      await troubled.files.sync(path);
      await troubled.files.link(path, `${path}.copy`);
      trouble = () => 'none';
      for (const made of [path, `${path}.copy`]) {
        expect(Buffer.compare(await direct.files.read(made), Buffer.alloc(size, 'abc'))).toBe(0);
      }
    }
  });

  it('leaves no part of an upload that failed', async () => {
    trouble = ({ url }) => (/partNumber=2/.test(url) ? { status: 403, code: 'AccessDenied' } : 'none');
    const path = `${folder}/part-${crypto.randomUUID()}.parquet`;
    await troubled.files.createFolder(folder);
    await writeFile(troubled.files.enginePath(path), Buffer.alloc(13 * mebibyte));
    expect((await failureOf(troubled.files.sync(path))).code).toBe('storage-access-denied');
    expect(proxy.seen.at(-1)).toMatchObject({ method: 'DELETE', url: expect.stringContaining('uploadId=') });
    expect(await direct.files.stat(path)).toBeNull();
    // Nothing is taken for sent: the next try sends it.
    trouble = () => 'none';
    await troubled.files.sync(path);
    expect((await direct.files.stat(path))?.size).toBe(13 * mebibyte);
  });

  it('waits for a store that never answers only so long', async () => {
    trouble = () => 'never-answer';
    const impatient = await through({}, { idleMilliseconds: 400 });
    const found = await failureOf(impatient.files.readText(`${folder}/a`));
    await impatient.close();
    expect(found.code).toBe('storage-unreachable');
    expect(proxy.seen).toHaveLength(5);
  });

  const secret = 'a-secret-that-nobody-may-read';

  it('says what is wrong with credentials, and never tells them', async () => {
    const pairs: readonly Record<string, string>[] = [
      { AWS_SECRET_ACCESS_KEY: secret },
      { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN', AWS_SECRET_ACCESS_KEY: secret },
    ];
    for (const variables of pairs) {
      const wrong = await through(variables);
      for (const ask of [
        () => wrong.files.list(folder),
        () => wrong.files.stat(`${folder}/a`),
        () => wrong.files.putIfAbsent(`${folder}/a`, 'x'),
        () => wrong.files.readText(`${folder}/a`),
      ]) {
        const found = await failureOf(ask());
        expect(found.code).toBe('storage-credentials');
        expect(JSON.stringify(found)).not.toContain(secret);
        expect(found.summary).toContain(proxy.endpoint);
      }
      await wrong.close();
    }
  });

  it('says that there is no such bucket', async () => {
    for (const ask of [
      () => direct.files.list('s3://nobodys/lake'),
      () => direct.files.stat('s3://nobodys/lake/a'),
      () => direct.files.putIfAbsent('s3://nobodys/lake/a', 'x'),
      () => direct.files.readText('s3://nobodys/lake/a'),
    ]) {
      const found = await failureOf(ask());
      expect(found.code).toBe('storage-bucket-missing');
      expect(found.summary).toContain('nobodys');
    }
    expect(await codeOf(direct.files.list('s3://'))).toBe('storage-path-invalid');
  });

  it('says that nobody listens', async () => {
    const gone = await startProxy(store.endpoint, () => 'none');
    await gone.close();
    const nobody = await openS3Files(
      settingsOf({ variables: variablesOf(gone.endpoint, 'a', secret) }, `${cache}/nobody`),
    );
    const found = await failureOf(nobody.files.list(folder));
    expect(found).toMatchObject({
      code: 'storage-unreachable',
      summary: expect.stringContaining(gone.endpoint),
    });
    await nobody.close();
  });

  it('says which region is right, as S3 tells it in three ways', async () => {
    const answers: Trouble[] = [
      { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-3' } },
      { status: 400, code: 'AuthorizationHeaderMalformed', headers: { 'x-amz-bucket-region': 'eu-west-3' } },
      { status: 400, code: 'IllegalLocationConstraintException' },
    ];
    const codes: string[] = [];
    for (const answer of answers) {
      trouble = () => answer;
      const found = await failureOf(troubled.files.list(folder));
      codes.push(found.code);
      if (found.code === 'storage-region-wrong') expect(found.summary).toContain('eu-west-3');
    }
    expect(codes).toEqual(['storage-region-wrong', 'storage-region-wrong', 'storage-failed']);
    const nowhere = await openS3Files(
      settingsOf(
        { variables: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: secret } },
        `${cache}/nowhere`,
      ),
    );
    expect(await codeOf(nowhere.files.list(folder))).toBe('storage-region-missing');
    await nowhere.close();
  });
});

async function failureOf(run: Promise<unknown>): Promise<Diagnostic> {
  const failure = await run.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
  expect(failure).toHaveProperty('diagnostics');
  return (failure as DiagnosticError).diagnostics[0]!;
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  return (await failureOf(run)).code;
}
