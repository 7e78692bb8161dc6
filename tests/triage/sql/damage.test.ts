import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { freshParser } from '../../../src/cli/legacy/fresh-parser.ts';
import { readEstateFile } from '../../../src/cli/legacy/read-estate-file.ts';
import { assembleInventory, type Dialect, dialects, noProject } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';
import { tokenize } from '../../../src/triage/sql/text/tokenize.ts';

const estate = join(import.meta.dirname, '../../cli/legacy/estate');
const texts: readonly (readonly [Dialect, string])[] = [
  ['tsql', readFileSync(join(estate, 'mssql/billing.sql'), 'utf8')],
  ['oracle', readFileSync(join(estate, 'ora/billing.sql'), 'utf8')],
  ['mysql', readFileSync(join(estate, 'mysql/visits.sql'), 'utf8')],
  ['firebird', readFileSync(join(import.meta.dirname, '../../cli/legacy/firebird-care.sql'), 'utf8')],
];
const runs = Number(process.env.LODE_LEGACY_DAMAGE ?? 12);

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

/** A text with a stretch taken out, put in twice, or replaced by something nasty. */
const damaged = fc
  .record({
    text: fc.constantFrom(...texts),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(200),
    by: fc.constantFrom(
      '',
      "'",
      '"',
      '/*',
      '$$',
      '(',
      ')',
      ';',
      '\0',
      '\ud800',
      ' END ',
      ' BEGIN ',
      'SELECT',
      '`',
      ']',
      '\nGO\n',
      "q'[",
      '--',
      '🙈',
    ),
  })
  .map(({ text: [dialect, text], at, length, by }) => {
    const start = Math.floor(at * text.length);
    return [dialect, text.slice(0, start) + by + text.slice(start + length)] as const;
  });

const piece = { file: 'a.sql', project: () => noProject, dbt: null, companions: new Map(), problem: null };

test('whatever is done to a file, it is read in every dialect, its places lie in it, and it is in the counts', () => {
  fc.assert(
    fc.property(damaged, fc.constantFrom(...dialects), ([dialect, text], other) => {
      for (const each of [dialect, other]) {
        const objects = readEstateFile({ ...piece, bytes: Buffer.from(text) }, each, grammars);
        expect(objects.length).toBeGreaterThan(0);
        expect(objects.flatMap(({ notes }) => notes.filter(({ code }) => code === 'reader-failed'))).toEqual(
          [],
        );
        const lines = text.split('\n').length;
        for (const { place, statements } of objects)
          for (const { line, endLine } of [place, ...statements.map((statement) => statement.place)]) {
            expect(line).toBeGreaterThan(0);
            expect(endLine).toBeLessThanOrEqual(lines);
          }
        const source = { file: 'a.sql', format: 'sql' as const, bytes: text.length, hash: '' };
        const inventory = assembleInventory([{ source, objects }]);
        expect(inventory.sources[0]!.objects.length).toBeGreaterThan(0);
        expect(new Set(inventory.objects.map(({ id }) => id)).size).toBe(inventory.objects.length);
      }
    }),
    { numRuns: runs },
  );
});

test('damage within one batch of T-SQL loses no object of the others', () => {
  const batches = texts[0]![1].split(/^GO$/m);
  const ids = (text: string) => readSqlFile(text, 'a.sql', 'tsql', grammars).objects.map(({ id }) => id);
  fc.assert(
    fc.property(
      fc.nat(batches.length - 1),
      fc.constantFrom(' ) FROM ', ' SELECT (( ', ' END END ', ' [ ] '),
      (at, by) => {
        const broken = batches.map((batch, i) => (i === at ? by + batch : batch));
        const found = ids(broken.join('GO'));
        for (const [i, batch] of batches.entries())
          if (i !== at)
            for (const id of ids(batch))
              expect(found.some((each) => each === id || id === 'a.sql')).toBe(true);
      },
    ),
    { numRuns: runs },
  );
});

test('a grammar that breaks costs its statement alone, says so, and is replaced by a new instance', async () => {
  const broken: Grammars = {
    polyglot: () => ({ kind: 'crashed', reason: 'unreachable' }),
    tables: () => null,
  };
  const [object] = readSqlFile('SELECT a FROM t JOIN u ON t.i = u.i', 'a.sql', 'oracle', broken).objects;
  expect(object!.statements[0]!.reads.map(({ relation }) => relation)).toEqual(['t', 'u']);
  expect(object!.understanding).toBe('scanned');
  expect(object!.notes.map(({ code }) => code)).toContain('parser-crashed');
  const [one, other] = [await freshParser(), await freshParser()];
  expect(one).not.toBe(other);
  expect((await loadGrammars(other)).polyglot('SELECT 1', 'oracle').kind).toBe('tree');
});

test('a line of a million words is read in the time of its words, and the lines behind it are counted', () => {
  const text = `INSERT INTO t VALUES ${'(1,2),'.repeat(200_000)}(1,2);\nCREATE VIEW v AS\nSELECT 1`;
  const tokens = tokenize(text, 'postgres');
  expect(tokens).toHaveLength(6 * 200_000 + 4 + 5 + 1 + 4 + 2);
  expect(tokens.at(-1)).toMatchObject({ text: '1', line: 3 });
});
