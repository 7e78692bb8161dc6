import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completionScripts } from '../../src/cli/completion/index.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeProject({
    'project.yml': `name: test
lake: "\${LAKE:-store}"
default_environment: main
targets:
  mock: {sources: {shop: {type: parquet, path: .}}}
  production: {sources: {shop: {type: firebird}, till: {type: firebird}}}
`,
    'models/gold/care/kpis.sql': 'SELECT 1 AS id',
    'models/silver/lines.sql': 'this is no SQL',
    'seeds/rates.csv': 'a\n1\n',
  });
});
afterEach(() => removeFolder(folder));

/** The candidates for the last of the words; `files` where the shell is to complete paths. */
async function completed(...words: string[]): Promise<string[] | 'files'> {
  const { code, stdout } = await lode(folder, ['__complete', ...words]);
  expect(code).toBe(0);
  const [kind, ...lines] = stdout.trimEnd().split('\n');
  return kind === 'files' ? 'files' : lines.map((line) => line.split('\t')[0]!);
}

describe('completion', () => {
  it('gives commands, and the commands below a command', async () => {
    expect(await completed('')).toEqual(expect.arrayContaining(['init', 'compile', 'apply', 'doctor']));
    expect(await completed('source', '')).toEqual(expect.arrayContaining(['list', 'pull']));
    expect(await completed('--project', folder, 'sou')).toContain('source');
  });

  it('gives models by the names of their files, also where a model does not compile', async () => {
    expect(await completed('show', '')).toEqual(['gold.kpis', 'seeds.rates', 'silver.lines']);
    expect(await completed('render', '--quiet', 'go')).toContain('gold.kpis');
    expect(await completed('show', 'gold.kpis', '')).toEqual([]);
  });

  it('completes a selector at its last term and keeps what stands before it', async () => {
    expect(await completed('plan', '--select', '+silver.lines,2+go')).toContain('+silver.lines,2+gold.kpis');
    expect(await completed('plan', '--select', 'tag:x ')).toEqual(
      expect.arrayContaining(['tag:x silver.lines', 'tag:x kind:']),
    );
  });

  it('gives environments that stand and the default one, from the lake that project.yml names', async () => {
    mkdirSync(join(folder, 'store/_environments/dev_anna'), { recursive: true });
    expect(await completed('apply', '')).toEqual(['main', 'dev_anna']);
    expect(await completed('show', '--env', '')).toEqual(['main', 'dev_anna']);
  });

  it('gives targets and sources', async () => {
    expect(await completed('--target', '')).toEqual(['mock', 'production']);
    expect(await completed('source', 'pull', '')).toEqual(['shop', 'till']);
  });

  it('gives an option’s choices, and its own options only once', async () => {
    expect(await completed('show', 'gold.kpis', '--format', '')).toContain('csv');
    const options = await completed('apply', '--yes', '--');
    expect(options).toEqual(expect.arrayContaining(['--select', '--target', '--help']));
    expect(options).not.toContain('--yes');
    expect(options).not.toContain('--as-of');
  });

  it('leaves paths to the shell, and what is free text to the user', async () => {
    expect(await completed('init', '')).toBe('files');
    expect(await completed('delta', 'scan', 'la')).toBe('files');
    expect(await completed('plan', '--out', '')).toBe('files');
    expect(await completed('query', 'SEL')).toEqual([]);
  });

  it('answers also where there is no project, or none that can be read', async () => {
    writeFileSync(join(folder, 'project.yml'), 'lake: [\n');
    expect(await completed('apply', '')).toEqual(['prod']);
    expect(await completed('--target', '')).toEqual([]);
    expect(await completed('--project', 'nowhere', 'show', '')).toEqual([]);
  });
});

describe('lode completion', () => {
  it('prints the script of each shell, and refuses others', async () => {
    for (const shell of ['bash', 'zsh', 'fish'] as const)
      expect((await lode(folder, ['completion', shell])).stdout).toBe(completionScripts[shell]);
    expect((await lode(folder, ['completion', 'csh'])).code).toBe(1);
  });

  it('makes bash offer what fits, words with blanks in them as one', () => {
    const script = `${completionScripts.bash}
lode() { printf 'words\\ngold.kpis\\tone\\ngold.lines\\t\\nsilver.x\\tx\\ntag:a gold.kpis\\t\\n'; }
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lode; printf '[%s]' "\${COMPREPLY[@]}"; echo; }
try lode show gold
try lode plan --select 'tag:a g'
try lode show none`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n')).toEqual([
      '[gold.kpis][gold.lines]',
      '[tag:a gold.kpis]',
      '[]',
      '',
    ]);
  });
});
