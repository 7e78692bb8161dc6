import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src/cli/host.ts';
import { systemFacts } from '../../src/cli/system-facts.ts';
import { localFiles } from '../../src/files/index.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeProject({
    'project.yml': `name: clinic
default_target: mock
targets:
  mock:
    sources:
      files: {type: parquet, path: data}
  production:
    sources:
      files: {type: parquet, path: "\${CLINIC_PATH}", password: "\${CLINIC_PASSWORD}", charset: "\${CLINIC_CHARSET:-UTF8}"}
`,
    'models/silver/a.sql': 'SELECT 1 AS id',
    'data/readme.txt': 'no data yet',
  });
});
afterEach(() => removeFolder(folder));

interface Report {
  readonly healthy: boolean;
  readonly checks: { check: string; status: string; found: string; codes: string[] }[];
  readonly diagnostics: { code: string; hint?: string }[];
}

async function doctor(argv: string[] = [], overrides: Partial<Host> = {}) {
  const { code, stdout } = await lode(folder, ['doctor', '--json', ...argv], overrides);
  const report = JSON.parse(stdout) as Report;
  const check = (name: string) => report.checks.find((each) => each.check === name)!;
  return { code, stdout, report, check };
}

describe('lode doctor', () => {
  it('finds nothing wrong where nothing is, and leaves nothing behind', async () => {
    const before = readdirSync(folder);
    const { code, report, check } = await doctor();
    expect(code).toBe(0);
    expect(report.healthy).toBe(true);
    expect(check('engine').found).toMatch(/^duckdb \d+\.\d+\.\d+/);
    expect(check('files')).toMatchObject({ found: expect.stringContaining('hard links work') });
    expect(check('project').found).toContain('clinic, 1 models');
    expect(readdirSync(folder).filter((name) => name !== '.lode')).toEqual(before);
  });

  it('says which secrets are set, and never what they are', async () => {
    writeFileSync(join(folder, '.env'), 'CLINIC_PASSWORD=correct-horse\n');
    const { stdout, check } = await doctor();
    expect(check('$CLINIC_PASSWORD')).toMatchObject({ status: 'ok', found: 'set' });
    expect(check('$CLINIC_CHARSET').found).toBe('not set, has a default');
    expect(check('$CLINIC_PATH')).toMatchObject({ status: 'note', codes: ['secret-not-set'] });
    expect(stdout).not.toContain('correct-horse');
  });

  it('fails where the target in use needs a secret that is not set', async () => {
    const { code, report, check } = await doctor(['--target', 'production']);
    expect(code).toBe(1);
    expect(report.healthy).toBe(false);
    expect(check('source files').codes).toContain('variable-not-set');
  });

  it('fails where a source lacks what its contract promises', async () => {
    mkdirSync(join(folder, 'models/bronze'));
    writeFileSync(
      join(folder, 'models/bronze/files.source.yml'),
      'source: files\nrelations:\n  visits:\n    columns:\n      id: {type: INTEGER}\n',
    );
    const { code, check } = await doctor();
    expect(code).toBe(1);
    expect(check('source files').codes).toEqual(['contract-relations-missing']);
  });

  it('fails where the project does not compile, with the place', async () => {
    writeFileSync(join(folder, 'models/silver/a.sql'), 'SELECT nothing FROM silver.b');
    const { code, stderr } = await lode(folder, ['doctor']);
    expect(code).toBe(1);
    expect(stderr).toContain('models/silver/a.sql:1:21');
    expect(stderr).toContain('Something would fail');
  });

  it('looks at the machine also where there is no project', async () => {
    const { code, report, check } = await doctor(['--project', 'data']);
    expect(code).toBe(1);
    expect(check('engine').status).toBe('ok');
    expect(report.diagnostics.map((each) => each.code)).toEqual(['project-missing']);
  });

  it('names an old Node, a small pool of threads and a full disk, each with its mend', async () => {
    const system = { ...systemFacts(), node: '18.19.1', freeBytes: async () => 1_000_000 };
    const { code, report, check } = await doctor([], { system, environment: { UV_THREADPOOL_SIZE: '1' } });
    expect(code).toBe(1);
    expect(check('node').codes).toEqual(['node-too-old']);
    expect(check('thread pool')).toMatchObject({ status: 'warning', codes: ['threads-few'] });
    expect(check('disk')).toMatchObject({ status: 'error', codes: ['disk-nearly-full'] });
    for (const each of report.diagnostics) expect(each.hint, each.code).toBeTruthy();
  });

  it('only warns where the lake’s file system copies instead of linking, and where its clock differs', async () => {
    const files = localFiles();
    const { code, check } = await doctor([], {
      files: {
        ...files,
        link: async (from, to) => {
          await files.putIfAbsent(to, await files.read(from));
          return 'copied';
        },
        stat: async (path) => {
          const info = await files.stat(path);
          return info === null ? null : { ...info, modified: info.modified + 90_000 };
        },
      },
    });
    expect(code).toBe(0);
    expect(check('files').codes).toEqual(
      expect.arrayContaining(['lake-without-links', 'lake-clock-differs']),
    );
  });

  it('fails where a file can be made twice under one name', async () => {
    const files = localFiles();
    const { code, check } = await doctor([], {
      files: {
        ...files,
        putIfAbsent: async (path, content) => files.replace(path, content).then(() => true),
      },
    });
    expect(code).toBe(1);
    expect(check('files').codes).toContain('lake-not-exclusive');
  });

  it('says so where a folder that should hold the lake is a file', async () => {
    writeFileSync(join(folder, 'lake'), '');
    const { code, check } = await doctor();
    expect(code).toBe(1);
    expect(check('files').codes).toEqual(['not-a-folder']);
  });
});
