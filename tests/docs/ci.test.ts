import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { defineProgram } from '../../src/cli/program/index.ts';
import { type Fence, fencesOf } from './support/fences.ts';
import { docs } from './support/generated-pages.ts';

const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
const blocks = pages.flatMap((page) =>
  fencesOf(readFileSync(new URL(page, docs), 'utf8')).map((fence) => ({ ...fence, page })),
);
/** Pages of diagnostics show what is wrong. */
const ofLanguage = (language: string) =>
  blocks.filter((block) => block.language === language && !block.page.startsWith('diagnostics/'));
const place = ({ page, line }: Fence & { page: string }) => `docs/${page}:${line}`;

/** What jobs of the three platforms run: `run` and `script`, a text or lines of one shell. */
function scripts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(scripts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== 'run' && key !== 'script' && key !== 'before_script') return scripts(inner);
    return [Array.isArray(inner) ? inner.join('\n') : String(inner)];
  });
}

const jobs = fencesOf(readFileSync(new URL('how-to/review-a-plan-in-ci.md', docs), 'utf8'))
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => ({ text, scripts: scripts(parseDocument(text).toJS()) }));

test('every YAML of the pages is YAML, without a warning', () => {
  expect(ofLanguage('yaml').length).toBeGreaterThan(10);
  for (const block of ofLanguage('yaml')) {
    const { errors, warnings } = parseDocument(block.text);
    expect(
      [...errors, ...warnings].map((each) => each.message),
      place(block),
    ).toEqual([]);
  }
});

test('every shell line of the pages and of the jobs is one', async () => {
  const all = [
    ...ofLanguage('sh').map((block) => ({ where: place(block), script: block.text })),
    ...jobs.flatMap((job) => job.scripts.map((script) => ({ where: script, script }))),
  ];
  expect(all.length).toBeGreaterThan(30);
  for (const { where, script } of all) {
    const run = promisify(execFile)('bash', ['-n', '-c', script]);
    await expect(
      run.then(({ stderr }) => stderr),
      where,
    ).resolves.toBe('');
  }
});

describe('the jobs for GitHub Actions, GitLab CI and Azure DevOps', () => {
  test('are there, plan, comment and apply', () => {
    expect(jobs).toHaveLength(3);
    for (const { scripts: lines } of jobs) {
      const whole = lines.join('\n');
      for (const part of [
        'lode compile',
        'lode test',
        'lode plan --against',
        '--format markdown',
        'head -n 1 plan.md',
        'lode apply',
      ])
        expect(whole).toContain(part);
    }
  });

  test('call lode with commands and options that it has', () => {
    const program = defineProgram(() => {});
    const calls = jobs.flatMap((job) =>
      job.scripts.flatMap((script) => [...script.matchAll(/npx lode ([^\n|&;>]*)/g)]),
    );
    expect(calls.length).toBeGreaterThan(9);
    for (const [call, words] of calls) {
      const [name, ...rest] = words!.trim().split(/\s+/);
      const command: Command | undefined = program.commands.find((each) => each.name() === name);
      expect(command, call).toBeDefined();
      const known = [...program.options, ...command!.options].map((option) => option.long);
      for (const word of rest.filter((each) => each.startsWith('--'))) expect(known, call).toContain(word);
    }
  });

  test('use no action or task but those that check out and set up Node', () => {
    const used = jobs.flatMap(({ text }) =>
      [...text.matchAll(/(?:uses|task): (\S+)/g)].map(([, name]) => name!.split('@')[0]),
    );
    expect([...new Set(used)].sort()).toEqual(['UseNode', 'actions/checkout', 'actions/setup-node']);
  });

  test('take names that others choose from variables, never into the text of a script', () => {
    for (const job of jobs)
      for (const script of job.scripts) expect(script).not.toMatch(/\$\{\{|\$\([A-Z][\w.]*\)/);
  });
});
