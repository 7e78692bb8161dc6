import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../support/project.ts';
import { shopFiles } from '../support/shop.ts';

interface Fault {
  readonly name: string;
  /** Files of the shop that are otherwise, or new; null: not there. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly code: string;
  /** `file:line:column` of what is wrong; null where it is no place in a file. */
  readonly at: string | null;
  /** What the hint must say at least; null: what was found and where is all that can be said. */
  readonly hint: RegExp | null;
}

const silver = 'models/silver/sales.sql';
const gold = 'models/gold/daily.sql';

const faults: readonly Fault[] = [
  {
    name: 'no project.yml',
    files: { 'project.yml': null },
    code: 'project-missing',
    at: null,
    hint: /--project/,
  },
  {
    name: 'an unknown key in project.yml',
    files: { 'project.yml': 'name: shop\ndefault_enviroment: prod\n' },
    code: 'unknown-key',
    at: 'project.yml:2:1',
    hint: /default_environment/,
  },
  {
    name: 'an unknown key in a header',
    files: { [gold]: '/* ---\nkind: full\npartition_by: [city]\n--- */\nSELECT 1 AS city\n' },
    code: 'unknown-key',
    at: `${gold}:3:1`,
    hint: /partitioned_by/,
  },
  {
    name: 'a header that is not closed',
    files: { [gold]: '/* ---\nkind: full\n\nSELECT 1 AS a\n' },
    code: 'header-not-closed',
    at: `${gold}:1:1`,
    hint: /--- \*\//,
  },
  {
    name: '`*/` in a header',
    files: { [gold]: '/* ---\nkind: full\ndescription: every */15 minutes\n--- */\nSELECT 1 AS a\n' },
    code: 'header-comment-inside',
    at: `${gold}:3:20`,
    hint: /0\/15/,
  },
  {
    name: 'no statement',
    files: { [gold]: '/* ---\nkind: full\n--- */\n-- to do\n' },
    code: 'statement-missing',
    at: gold,
    hint: /SELECT/,
  },
  {
    name: 'two statements',
    files: { [gold]: 'SELECT 1 AS a;\nSELECT 2 AS a\n' },
    code: 'statements-several',
    at: `${gold}:2:1`,
    hint: /model of its own/,
  },
  {
    name: 'a syntax error inside of a macro',
    files: {
      'macros/taxed.hbs': 'CAST({{amount}} * 1.21\n  ASS DECIMAL(18,2))\n',
      [gold]: 'SELECT city,\n  {{> taxed amount="amount"}} AS taxed\nFROM silver.sales\n',
    },
    code: 'syntax-error',
    at: 'macros/taxed.hbs:2:3',
    hint: null,
  },
  {
    name: 'an unknown name in a template',
    files: { [gold]: 'SELECT city FROM silver.sales WHERE amount > {{limmit}}\n' },
    code: 'template-unknown-name',
    at: `${gold}:1:48`,
    hint: /var/,
  },
  {
    name: 'an unknown macro',
    files: { 'macros/taxed.hbs': '{{amount}} * 1.21\n', [gold]: 'SELECT {{> taxd amount="1"}} AS a\n' },
    code: 'template-unknown-partial',
    at: `${gold}:1:12`,
    hint: /taxed/,
  },
  {
    name: 'an unknown table',
    files: { [gold]: 'SELECT city\nFROM silver.sale\n' },
    code: 'table-unknown',
    at: `${gold}:2:6`,
    hint: /silver\.sales/,
  },
  {
    name: 'an unknown column',
    files: { [gold]: 'SELECT city,\n  amout\nFROM silver.sales\n' },
    code: 'column-unknown',
    at: `${gold}:2:3`,
    hint: /amount/,
  },
  {
    name: 'an ambiguous column',
    files: { [gold]: 'SELECT amount\nFROM silver.sales AS a\nJOIN silver.sales AS b ON a.id = b.id\n' },
    code: 'column-ambiguous',
    at: `${gold}:1:8`,
    hint: /a\.amount/,
  },
  {
    name: 'models that read each other in a circle',
    files: {
      [silver]: 'SELECT city, 1 AS amount, 2 AS id FROM gold.daily\n',
      [gold]: 'SELECT city FROM silver.sales\n',
    },
    code: 'cycle',
    at: 'models/',
    hint: /model of its own/,
  },
  {
    name: 'two models of one name',
    files: { 'models/gold/more/Daily.sql': 'SELECT 1 AS a\n' },
    code: 'duplicate-name',
    at: 'models/gold/',
    hint: /Rename/,
  },
  {
    name: 'a seed that is not there',
    files: { 'seeds/shops.csv': null },
    code: 'table-unknown',
    at: `${silver}:7:6`,
    hint: /seeds/,
  },
  {
    name: 'a seed whose file its YAML names and that is not there',
    files: { 'seeds/rates.yml': 'seed: rates\nfile: rates.csv.gz\ncolumns:\n  a: {type: INTEGER}\n' },
    code: 'seed-file-missing',
    at: 'seeds/rates.yml:2:7',
    hint: /Put the CSV file there/,
  },
  {
    name: 'a ragged CSV',
    files: { 'seeds/shops.csv': 'shop,city\na,Ghent\nb\nc,Liège,Wallonia\n' },
    code: 'seed-ragged',
    at: 'seeds/shops.csv:3:1',
    hint: /all fields/,
  },
];

describe('a project that is wrong exits with 1 and says what, where and what to do', () => {
  test.each(faults)('$name', async ({ files, code, at, hint }) => {
    const folder = await temporaryFolder();
    try {
      const all: Record<string, string | null> = { ...shopFiles, ...files };
      const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
      await writeFiles(folder, Object.fromEntries(present));
      const result = await lode(folder, ['apply', '--yes']);
      expect(result.code, result.stderr).toBe(1);
      expect(result.stdout).toBe('');
      const told = result.stderr
        .split(/\n(?=error:|warning:|note:)/)
        .find((part) => part.includes(`[${code}]`));
      expect(told, result.stderr).toBeDefined();
      expect(told).toMatch(/^error: /);
      if (at !== null) expect(told).toContain(`  ${at}`);
      if (hint !== null) expect(/\n→ (.*)/.exec(told!)?.[1], told).toMatch(hint);
      expect(result.stderr).not.toMatch(/^\s+at |internal-error|undefined/m);
      expect(existsSync(join(folder, 'lake'))).toBe(false);
      // Every command that reads the project says the same.
      const json = await lode(folder, ['plan', '--json']);
      expect(json.code).toBe(1);
      expect(JSON.parse(json.stdout).diagnostics).toContainEqual(
        expect.objectContaining({ code, severity: 'error' }),
      );
    } finally {
      await removeFolder(folder);
    }
  });

  test('several faults are all told at once', async () => {
    const folder = await temporaryFolder();
    try {
      await writeFiles(folder, {
        ...shopFiles,
        [gold]: 'SELECT nothing FROM silver.sales\n',
        'models/gold/other.sql': 'SELECT 1 AS a FROM silver.nowhere\n',
        'models/gold/third.sql': '/* ---\nkind: ful\n--- */\nSELECT 1 AS a\n',
      });
      await rm(join(folder, 'seeds/shops.csv'));
      await writeFiles(folder, { 'seeds/shops.csv': 'shop,city\na,Ghent\n' });
      const { code, stderr } = await lode(folder, ['compile']);
      expect(code).toBe(1);
      for (const each of ['column-unknown', 'table-unknown', 'wrong-choice'])
        expect(stderr).toContain(`[${each}]`);
      expect(stderr).toContain('3 errors');
    } finally {
      await removeFolder(folder);
    }
  });
});
