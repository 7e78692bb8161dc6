import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileProject, readProject } from '../../src/compile/index.ts';
import { type Diagnostic, hasErrors } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { loadProject, type ProjectFiles } from '../../src/project/index.ts';
import { sampleOf } from '../support/sample.ts';
import { options } from './support.ts';

const loads = sampleOf(process.env.LODE_COMPILE_DAMAGE, 400, 2000);
const compilations = sampleOf(process.env.LODE_COMPILE_DAMAGE, 50, 250);

/** The worked example, read once: what is damaged are its texts in memory. */
const example = (await readProject(localFiles(), process.cwd(), {})).value.files;

const pieces = [
  "'",
  '"',
  '(',
  ')',
  '{',
  '}',
  '{{',
  '}}',
  '{{> nowhere}}',
  '/*',
  '*/',
  '--',
  ';',
  ':',
  '[',
  ']',
  '\t',
  '\n',
  '\u0000',
  '\ufdd0',
  '\ud800',
  'é',
  '🌲',
  ',',
  '- ',
  '#',
  '&x',
  '*x',
  '|',
  '%',
  '0',
  'SELECT',
  'NULL',
  'rowid',
  '$x',
  '---',
  '--- */',
  '/* ---',
  '\r',
  '\ufeff',
];

/** One damage to one text: a stretch removed, doubled or moved, a piece put in, a word taken away. */
const damage = fc.record({
  file: fc.nat(),
  at: fc.nat(),
  length: fc.integer({ min: 0, max: 12 }),
  kind: fc.constantFrom(
    'remove',
    'insert',
    'replace',
    'double',
    'truncate',
    'dropWord',
    'swapLines' as const,
  ),
  piece: fc.constantFrom(...pieces),
});

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(files: ProjectFiles, { file, at, length, kind, piece }: Damage): ProjectFiles {
  const texts = [...files.texts, ...files.data];
  const target = texts[file % texts.length]!;
  const text = damagedText(target.text, at % (target.text.length + 1), length, kind, piece);
  return {
    texts: files.texts.map((one) => (one === target ? { ...one, text } : one)),
    data: files.data.map((one) => (one === target ? { ...one, text } : one)),
  };
}

function damagedText(text: string, at: number, length: number, kind: Damage['kind'], piece: string): string {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case 'remove':
      return before + after.slice(length + 1);
    case 'insert':
      return before + piece + after;
    case 'replace':
      return before + piece + after.slice(length);
    case 'double':
      return before + after.slice(0, length) + after;
    case 'truncate':
      return before;
    case 'dropWord':
      return before + after.replace(/[\p{L}\p{N}_]+/u, '');
    case 'swapLines':
      return before + after.replace(/\n(.*)\n(.*)\n/, '\n$2\n$1\n');
  }
}

/** A part of the example that compiles fast: its project, contract, macros and a few models with all that they read. */
const small: ProjectFiles = {
  texts: example.texts.filter(({ path }) => {
    const [, name] = /^models\/\w+\/(?:.*\/)?(\w+)\.sql$/.exec(path) ?? [];
    return name === undefined || ['facilities', 'tariffs', 'services'].includes(name);
  }),
  data: example.data,
};

/** Every place that is told lies in a file that there is, inside of its text. */
function expectPlaces(files: ProjectFiles, diagnostics: readonly Diagnostic[]): void {
  const lengths = new Map([...files.texts, ...files.data].map(({ path, text }) => [path, text.length]));
  for (const { subject, related, summary } of diagnostics) {
    expect(summary).not.toMatch(/undefined|\[object|Error:|INTERNAL/);
    for (const span of [subject, ...(related ?? []).map((place) => place.span)]) {
      if (span === null) continue;
      expect(lengths.has(span.file)).toBe(true);
      expect(span.start).toBeLessThanOrEqual(span.end);
      expect(span.end).toBeLessThanOrEqual(lengths.get(span.file)!);
    }
  }
}

test('the example itself is sound', async () => {
  expect(loadProject(example).diagnostics).toEqual([]);
});

test('loading survives any damage, and tells places inside the files', () => {
  fc.assert(
    fc.property(damage, (one) => {
      const files = damaged(small, one);
      const { value, diagnostics } = loadProject(files);
      expectPlaces(files, diagnostics);
      if (value === null) expect(hasErrors(diagnostics)).toBe(true);
    }),
    { numRuns: loads, seed: 11 },
  );
}, 300_000);

test('compiling survives any damage: an error is told, or every model compiles', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(damage, async (one) => {
      const files = damaged(small, one);
      const loaded = loadProject(files);
      if (loaded.value === null) {
        expect(hasErrors(loaded.diagnostics)).toBe(true);
        told++;
        return;
      }
      const database = await duckdbEngine().open({ ...options, threads: 1, timeZone: loaded.value.timeZone });
      try {
        const { value, diagnostics } = await compileProject(loaded.value, database, duckdbEngine());
        const all = [...loaded.diagnostics, ...diagnostics];
        expectPlaces(files, all);
        if (hasErrors(all)) told++;
        else expect(value.failed).toEqual([]);
      } finally {
        await database.close();
      }
    }),
    { numRuns: compilations, seed: 5 },
  );
  expect(told).toBeGreaterThan(compilations * 0.4);
}, 300_000);
