import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/project/index.ts';
import { auditDiagnostics, checkTable, failingRows, type QualityColumn } from '../../src/quality/index.ts';
import { sessionForTests } from './support.ts';

const session = sessionForTests();
const trials = Number(process.env.LODE_AUDIT_TRIALS ?? 6);
const span = { file: 'models/silver/t.sql', start: 10, end: 20, line: 2, column: 3 };
const columns: readonly QualityColumn[] = [
  { name: 'id', type: 'INTEGER', pii: false },
  { name: 'note', type: 'VARCHAR', pii: false },
  { name: 'more', type: 'VARCHAR', pii: false },
];

type PersonalAudit = Extract<Audit, { name: 'no_personal_data' }>;
function audit(given: Partial<PersonalAudit['arguments']> = {}, rest: Partial<Audit> = {}): PersonalAudit {
  return {
    name: 'no_personal_data',
    onFailure: 'block',
    span,
    columns: ['note', 'more'],
    ...(rest as object),
    arguments: {
      of: null,
      except: [],
      minLength: 3,
      minDigits: 5,
      personal: [
        { relation: 'bronze.p', column: 'name', as: 'text' },
        { relation: 'bronze.p', column: 'born', as: 'date' },
        { relation: 'bronze.p', column: 'number', as: 'number' },
      ],
      ...given,
    },
  };
}

type Text = string | null;
const literal = (text: Text) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const table = (texts: readonly (readonly [Text, Text])[]) =>
  `(SELECT * FROM (VALUES (0, NULL::VARCHAR, NULL::VARCHAR)${texts.map(([a, b], i) => `, (${i + 1}, ${literal(a)}, ${literal(b)})`).join('')}) AS v (id, note, more) OFFSET 1)`;
const people = (of: readonly (readonly [name: Text, born: Text, number: number | null])[]) =>
  `(SELECT * FROM (VALUES (NULL::VARCHAR, NULL::DATE, NULL::BIGINT)${of.map(([name, born, number]) => `, (${literal(name)}, ${born === null ? 'NULL' : `DATE '${born}'`}, ${number ?? 'NULL'})`).join('')}) AS v (name, born, number) OFFSET 1)`;

async function check(asked: PersonalAudit, own: string, persons: string) {
  const request = { relation: own, columns, audits: [asked], content: false, sqlOf: () => persons };
  const { results, rows } = await checkTable((sql) => session().query(sql), request);
  const failing = await session().query(failingRows(request, asked)!);
  const told = auditDiagnostics('silver.t', [asked], results, rows);
  return { result: results[0]!, failing: failing.rows, told };
}
const found = async (text: Text, person: Parameters<typeof people>[0][number], given = {}) =>
  (await check(audit(given), table([[text, null]]), people([person]))).result.failures === 1;

describe('what is found in a text', () => {
  const finds: readonly [string, Parameters<typeof people>[0][number]][] = [
    ['Called mrs. DUPONT.', ['Dupont', null, null]],
    ['zebulon was here', ['Zébulon', null, null]],
    ['ЗВОНИЛ ИВАН', ['Иван', null, null]],
    ["d'hondt", ['D’Hondt', null, null]],
    ['met jean-claude  van Damme at six', ['Jean Claude VAN DAMME', null, null]],
    ['Anna Maria', ['Anna  Maria', null, null]],
    ['nr 85.07.30-033.28, see file', [null, null, 85073003328]],
    ['nr 85 07 30 033 28', ['85073003328', null, null]],
    ['call 0471/12.34.56 now', ['0471 12 34 56', null, null]],
    ['12345', [null, null, 12345]],
    ['on 2024 12345 was asked', [null, null, 12345]],
    ['born 17.05.1940-17.05.1941', [null, '1940-05-17', null]],
    ['born 1940-05-07', [null, '1940-05-07', null]],
    ['born 7/5/1940', [null, '1940-05-07', null]],
  ];
  test.each(finds)('%s', async (text, person) => {
    expect(await found(text, person)).toBe(true);
  });
  const not: readonly [string, Parameters<typeof people>[0][number]][] = [
    ['Dupontel', ['Dupont', null, null]],
    ['Maria Anna', ['Anna Maria', null, null]],
    ['Anna and Maria', ['Anna Maria', null, null]],
    ['van Damme met Jean', ['Jean Claude van Damme', null, null]],
    ['Jean Claude met a van. Damme!', ['Jean Claude van Damme', null, null]],
    ['Li', ['Li', null, null]],
    ['room 1234', [null, null, 1234]],
    ['123456', [null, null, 12345]],
    ['AB12345', [null, null, 12345]],
    ['', ['', null, null]],
    [' - ', ['-', null, null]],
  ];
  test.each(not)('not in: %s', async (text, person) => {
    expect(await found(text, person)).toBe(false);
  });
  test('lengths and ordinary words are set', async () => {
    expect(await found('Li came', ['Li', null, null], { minLength: 2 })).toBe(true);
    expect(await found('room 1234', [null, null, 1234], { minDigits: 4 })).toBe(true);
    expect(await found('in may', ['May', null, null])).toBe(true);
    expect(await found('in may', ['May', null, null], { except: ['MAY'] })).toBe(false);
    expect(await found('nr 12345', [null, null, 12345], { except: ['12345'] })).toBe(false);
  });
});

test('on random texts it finds the rows that a comparison of each row with each person finds', async () => {
  const word = fc.constantFrom('ann', 'Bob', 'éve', 'van', 'x', 'O’Neil', '77777', '12', 'b-c');
  const text = fc.option(
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
    { freq: 6 },
  );
  const name = fc.option(
    fc.array(fc.constantFrom('Ann', 'bob', 'Eve', 'VAN', 'oneil', 'o', 'neil', 'b', 'c'), {
      minLength: 1,
      maxLength: 4,
    }),
    { freq: 6 },
  );
  // Written otherwise: no tokens, but a text with one space between what is no letter or digit.
  const flat = (column: string) =>
    `' ' || trim(regexp_replace(lower(strip_accents(${column})), '[^\\p{L}\\p{N}]+', ' ', 'g')) || ' '`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(text, text), { maxLength: 8 }),
      fc.array(name, { maxLength: 4 }),
      fc.boolean(),
      async (texts, names, hasNumber) => {
        const own = table(texts);
        const persons = people([
          ...names.map((parts) => [parts === null ? null : parts.join(' '), null, null] as const),
          ...(hasNumber ? [[null, null, 77777] as const] : []),
        ]);
        const inText = (column: string) =>
          `EXISTS (FROM ${persons} AS p WHERE length(regexp_replace(p.name, '[^\\p{L}]', '', 'g')) >= 3 AND contains(${flat(column)}, ${flat('p.name')}) OR contains(${flat(column)}, ' ' || p.number || ' '))`;
        const expected = await session().query(
          `SELECT id FROM ${own} AS t WHERE ${inText('t.note')} OR ${inText('t.more')} ORDER BY id`,
        );
        const { result, failing } = await check(audit(), own, persons);
        expect(failing.map(([id]) => id).sort()).toEqual(expected.rows.map(([id]) => id));
        expect(result.failures).toBe(expected.rows.length);
        const some = await check(audit({}, { where: 'id > 2' }), own, persons);
        expect(some.result.failures).toBe(expected.rows.filter(([id]) => Number(id) > 2).length);
      },
    ),
    { numRuns: trials, seed: 20_261_121 },
  );
});

test('neither evidence nor messages show what was found: the row and the column do', async () => {
  const own = table([
    ['secretly Zebulon', 'plain'],
    ['nothing', 'Quux Zebulon'],
    [null, null],
  ]);
  const { result, failing, told } = await check(audit(), own, people([['ZEBULON', null, null]]));
  expect(failing).toEqual([
    [1, '•••', 'plain', 'note'],
    [2, 'nothing', '•••', 'more'],
  ]);
  expect(result.sample).toMatchObject({ columns: ['personal_data_in', 'note', 'more', 'id'] });
  expect(JSON.stringify([result, told])).not.toMatch(/zebulon/i);
  expect(JSON.stringify(told)).toContain('2 of 3 rows do not');
});

test('persons with the same first words are told apart by the rest, and numbers by their digits', async () => {
  const persons = `(SELECT 'Emile Dupont ' || chr(97 + (i // 676 % 26)::INTEGER) || chr(97 + (i // 26 % 26)::INTEGER) || chr(97 + (i % 26)::INTEGER) AS name, NULL::DATE AS born, 1000000 + i AS number FROM range(2000) t(i))`;
  const own = `(SELECT i::INTEGER AS id, 'note of emile' || i || ' ' || (1000000 + i) AS note, NULL::VARCHAR AS more FROM range(10000) t(i))`;
  const { result } = await check(audit(), own, persons);
  expect(result.failures).toBe(2000);
});
