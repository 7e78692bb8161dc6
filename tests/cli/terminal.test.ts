import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeStyle } from '../../src/cli/views/style.ts';
import { fitStyled, textWidth } from '../../src/cli/views/text-width.ts';
import { timeLeft } from '../../src/cli/views/time-left.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder, writeFiles } from '../support/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeProject({
    'seeds/rates.csv': 'code,rate\na,1.5\nb,2.5\n',
    'models/silver/rates.sql': 'SELECT code, rate FROM seeds.rates',
    'models/gold/total.sql': 'SELECT CAST(sum(rate) AS DECIMAL(9,2)) AS total FROM silver.rates',
  });
});
afterEach(() => removeFolder(folder));

const logs = () => {
  const path = join(folder, '.lode/logs');
  return existsSync(path) ? readdirSync(path).sort() : [];
};
const lastLog = () => readFileSync(join(folder, '.lode/logs', logs().at(-1)!), 'utf8');

/** What a terminal shows after it was sent `text`; colours are dropped. */
function screenOf(text: string): string[] {
  const lines = [''];
  let row = 0;
  for (const [part] of text.matchAll(/\u001b\[[0-9;]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
    if (part === '\n') {
      row++;
      if (row === lines.length) lines.push('');
    } else if (part === '\u001b[2K') lines[row] = '';
    else if (part === '\u001b[1A') row--;
    else if (part !== '\r' && !part.startsWith('\u001b')) lines[row] += part;
  }
  return lines;
}

describe('progress', () => {
  const terminal = { interactive: true, columns: 60, colours: true };

  it('draws what runs on a terminal, and leaves only what finished', async () => {
    let sent = '';
    const { code } = await lode(folder, ['apply', '--yes'], {
      terminal,
      stderr: (text) => {
        sent += text;
      },
    });
    expect(code).toBe(0);
    expect(sent).toMatch(/⠋.*silver\.rates/s);
    expect(sent).toContain('of 3 done');
    const screen = screenOf(sent);
    expect(screen.filter((line) => line.includes('silver.rates'))).toEqual([
      '  + silver.rates  full',
      expect.stringContaining('✓ silver.rates  2 rows'),
    ]);
    expect(screen.join('\n')).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|of 3 done/);
    for (const line of screen.filter((each) => !each.includes('✓ prod')))
      expect(textWidth(line)).toBeLessThanOrEqual(60);
  });

  it('says nothing at all with --quiet, and only one line for each step away from a terminal', async () => {
    const { stderr: quiet } = await lode(folder, ['apply', '--yes', '--quiet'], { terminal });
    expect(quiet).toBe('');
    writeFileSync(join(folder, 'seeds/rates.csv'), 'code,rate\na,1.5\n');
    const { stderr } = await lode(folder, ['apply', '--yes']);
    expect(stderr).not.toContain('\u001b');
    expect(stderr.split('\n').filter((line) => line.includes('✓ gold.total'))).toHaveLength(1);
  });

  it('ends with a table of what each layer got', async () => {
    const { stderr } = await lode(folder, ['apply', '--yes']);
    const table = stderr.split('\n').filter((line) => /^(layer|seeds|silver|gold|all) /.test(line));
    expect(table.map((line) => line.trim().split(/\s+/).slice(0, 3))).toEqual([
      ['layer', 'built', 'rows'],
      ['seeds', '1', '2'],
      ['silver', '1', '2'],
      ['gold', '1', '1'],
      ['all', '3', '5'],
    ]);
  });
});

describe('time left', () => {
  const nothing = { waiting: [], running: new Map(), finished: [], expected: new Map(), concurrency: 2 };

  it('is not said where nothing is known', () => {
    expect(timeLeft({ ...nothing, waiting: ['a', 'b'] })).toBeNull();
    expect(timeLeft({ ...nothing, waiting: ['a', 'b', 'c', 'd'], finished: [1] })).toBeNull();
  });

  it('shares what models took the last time among those that run side by side', () => {
    const expected = new Map([
      ['a', 10],
      ['b', 10],
      ['c', 10],
    ]);
    expect(timeLeft({ ...nothing, waiting: ['b', 'c'], running: new Map([['a', 4]]), expected })).toBe(13);
  });

  it('is never less than what the longest running model still takes', () => {
    const expected = new Map([
      ['a', 60],
      ['b', 1],
    ]);
    const running = new Map([
      ['a', 10],
      ['b', 5],
    ]);
    expect(timeLeft({ ...nothing, running, expected, concurrency: 8 })).toBe(50);
  });
});

describe('the log of a run', () => {
  it('holds the plan, every step and what was said of it, and is readable by its owner only', async () => {
    writeFileSync(
      join(folder, 'models/silver/rates.sql'),
      '/* ---\naudits:\n  - accepted_range: {column: rate, max: 2}\n--- */\nSELECT code, rate FROM seeds.rates',
    );
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code).toBe(3);
    expect(stderr).toContain(`Log: .lode/logs/${logs()[0]}`);
    const text = lastLog();
    for (const part of [
      'lode apply prod',
      '+ silver.rates',
      'model-started',
      'audit-failed',
      'error:',
      'stopped: check',
    ])
      expect(text).toContain(part);
    expect(statSync(join(folder, '.lode/logs', logs()[0]!)).mode & 0o077).toBe(0);
  });

  it('is not written where there is nothing to do, nor where the project does not compile', async () => {
    await lode(folder, ['apply', '--yes']);
    const before = logs();
    await lode(folder, ['apply', '--yes']);
    writeFileSync(join(folder, 'models/gold/total.sql'), 'SELECT nothing FROM silver.rates');
    await lode(folder, ['apply', '--yes']);
    expect(logs()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('never holds the value of a variable that project.yml names, even where data and names repeat it', async () => {
    writeFileSync(
      join(folder, 'project.yml'),
      'name: test\ntargets:\n  t:\n    sources:\n      s: {type: parquet, path: ".", password: "${DB_PASSWORD}"}\n',
    );
    writeFileSync(
      join(folder, 'models/gold/total.sql'),
      "/* ---\naudits:\n  - accepted_values: {column: who, values: [me]}\n--- */\nSELECT 'hunter22' AS who FROM silver.rates",
    );
    const events = join(folder, 'events.ndjson');
    const { code } = await lode(folder, ['apply', '--yes', '--events', events], {
      environment: { DB_PASSWORD: 'hunter22' },
    });
    expect(code).toBe(3);
    expect(lastLog()).toContain('***');
    expect(lastLog()).not.toContain('hunter22');
    expect(readFileSync(events, 'utf8')).not.toContain('hunter22');
  });

  it('is kept for the last twenty runs', async () => {
    for (let day = 10; day < 35; day++)
      await writeFiles(folder, { [`.lode/logs/2020-01-${day}T00-00-00-000Z-apply-prod.log`]: '' });
    await lode(folder, ['apply', '--yes']);
    expect(logs()).toHaveLength(20);
    expect(logs()[0]).toBe('2020-01-16T00-00-00-000Z-apply-prod.log');
    expect(logs().at(-1)).not.toMatch(/^2020/);
  });
});

describe('--events', () => {
  it('writes one JSON object a line, from the run’s start to its end', async () => {
    const { code } = await lode(folder, ['apply', '--yes', '--events', 'out/events.ndjson']);
    expect(code).toBe(0);
    const events = readFileSync(join(folder, 'out/events.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; time: string; model?: string });
    const kinds = events.map(({ kind }) => kind);
    expect(kinds[0]).toBe('run-started');
    expect(kinds.at(-1)).toBe('run-finished');
    expect(events.filter(({ kind }) => kind === 'model-finished').map(({ model }) => model)).toEqual([
      'seeds.rates',
      'silver.rates',
      'gold.total',
    ]);
    expect(events.at(-1)).toMatchObject({ stopped: null, versions: [1] });
  });

  it('writes to stdout with `-`, where nothing else then is', async () => {
    const { stdout } = await lode(folder, ['apply', '--yes', '--events', '-']);
    for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('kind');
    const both = await lode(folder, ['apply', '--yes', '--events', '-', '--json']);
    expect(both.code).toBe(1);
    expect(JSON.parse(both.stdout).diagnostics[0].code).toBe('argument-invalid');
  });
});

describe('text with colours', () => {
  it('is cut by what is seen, and its colours end', () => {
    const style = makeStyle(true);
    const text = `${style.red('abcdef')} ${style.dim('ghijkl')}`;
    expect(fitStyled(text, 13)).toBe(text);
    expect(fitStyled(text, 9)).toBe(`${style.red('abcdef')} ${style.dim('g…')}`);
    expect(fitStyled(text, 4)).toBe('\u001b[31mabc…\u001b[39m\u001b[2m\u001b[22m');
  });
});
