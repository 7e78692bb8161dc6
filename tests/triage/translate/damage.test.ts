import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialects, loadLegacyParser, translate } from '../../../src/triage/index.ts';
import { corpora } from './corpus/corpora.ts';

const expressions = corpora.flatMap(({ cases }) => cases.map((each) => each.expression));
const pieces = [
  '(',
  ')',
  ',',
  "'",
  '"',
  ' FROM ',
  ' SELECT ',
  '[',
  ']',
  'NULL',
  '*',
  '.',
  ' AS x',
  ' OVER (',
  ' CASE ',
  ';',
  '--',
  '/*',
  'é😀',
  ' TOP 5 ',
  ' FIRST ',
  'ROWS ',
  ' WITH ',
];
/** Set, more damage is tried. */
const trials = Number(process.env.LODE_TRANSLATE_TRIALS ?? 300);

test('damaged SQL is translated or refused with a reason at a place in it, and never breaks the translator', async () => {
  const parser = await loadLegacyParser();
  const damage = fc.array(
    fc.record({ at: fc.nat(), cut: fc.nat({ max: 6 }), piece: fc.constantFrom('', ...pieces) }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...expressions),
      fc.constantFrom(...expressions),
      damage,
      fc.constantFrom(...dialects),
      (first, second, edits, dialect) => {
        let text = `SELECT ${first}, ${second} FROM t a, (SELECT 1 AS q) u WHERE a.i = u.q`;
        for (const { at, cut, piece } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + piece + text.slice(place + cut);
        }
        const found = translate(
          parser,
          { file: { path: 'q.sql', text }, start: 0, end: text.length },
          dialect,
        );
        const told = found.kind === 'translated' ? found.warnings : found.reasons;
        if (found.kind === 'refused') expect(told.length).toBeGreaterThan(0);
        for (const { subject } of told) {
          expect(subject!.start).toBeLessThanOrEqual(text.length);
          expect(subject!.end).toBeGreaterThanOrEqual(subject!.start);
        }
      },
    ),
    { numRuns: trials },
  );
});
