import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';

const mapping = `target:
  model: gold.totals
  owner: finance
grain: shop
sources:
  s: silver.sales
  p: seeds.shops
from: s
joins:
  - {source: p, type: left, on: p.shop = s.shop}
filters:
  - s.amount > 0
columns:
  shop: s.shop
  city: {expression: any_value(p.city)}
  total: {aggregate: {function: sum, of: s.amount}, type: "DECIMAL(18,2)"}
group_by: [shop]
parity: {left: old/totals.csv}
`;

let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: test\nlayers: {silver: {reads: [seeds]}, gold: {reads: [silver, seeds]}}\n',
    'seeds/sales.csv': 'shop,code,amount\na,1,10\na,x,5\nb,2,7\n,3,1\n',
    'seeds/shops.csv': 'shop,city\na,Ghent\nb,Liège\n',
    'models/silver/sales.sql': 'SELECT shop, code, amount FROM seeds.sales',
    'mappings/gold.totals.yml': mapping,
  });
});
afterAll(() => removeFolder(folder));

const path = () => join(folder, 'mappings/gold.totals.yml');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const check = async (changed: string, ...argv: string[]) => {
  writeFileSync(path(), changed);
  const { code, stdout } = await lode(folder, ['mapping', 'check', '--json', ...argv]);
  writeFileSync(path(), mapping);
  const document = JSON.parse(stdout);
  const places = document.diagnostics.map(
    ({ code: is, subject }: { code: string; subject: { file: string; start: number; end: number } | null }) =>
      `${is}: ${subject === null ? '' : changed.slice(subject.start, subject.end)}`,
  );
  return { code, places, document };
};

describe('lode mapping check', () => {
  it('runs a mapping over the data at hand, with its audits', async () => {
    const { code, document } = await check(mapping);
    expect([code, document.diagnostics]).toEqual([0, []]);
    expect(document.mappings).toEqual([
      {
        file: 'mappings/gold.totals.yml',
        model: 'gold.totals',
        bound: true,
        rows: 3,
        audits: { passed: 1, failed: 0 },
      },
    ]);
    expect(existsSync(join(folder, 'models/gold'))).toBe(false);
  });

  it('points at the rule, the condition, the relation that does not bind', async () => {
    for (const [was, is, place] of [
      ['of: s.amount', 'of: s.amout', 'column-unknown: s.amout'],
      ['p.shop = s.shop', 'p.shp = s.shop', 'column-unknown: p.shp'],
      ['s.amount > 0', 's.amount > sho', 'column-unknown: sho'],
      ['silver.sales', 'silver.sale', 'table-unknown: silver.sale'],
      ['any_value(p.city)', 'p.city', 'column-not-grouped: p.city'],
      ['any_value(p.city)', 'any_value(p.city', ''],
    ] as const) {
      const { code, places } = await check(mapping.replace(was, is));
      expect([is, code]).toEqual([is, 1]);
      expect(places[0]).toContain(place);
    }
  });

  it('names the rule that fails on a row', async () => {
    const { code, places, document } = await check(
      mapping.replace('any_value(p.city)', 'max(CAST(s.code AS INTEGER))'),
    );
    expect([code, places]).toEqual([1, ['mapping-rule-fails: city']]);
    expect(document.diagnostics[0].detail).toMatch(/Could not convert string 'x'/);
    expect((await check(mapping.replace('s.amount > 0', 'CAST(s.code AS INTEGER) > 0'))).places).toEqual([
      'mapping-condition-fails: CAST(s.code AS INTEGER) > 0',
    ]);
  });

  it.each([
    [
      'what is computed is no direct column',
      'shop: s.shop',
      'shop: upper(s.shop)',
      'mapping-rule-wrong: upper(s.shop)',
    ],
    [
      'brackets',
      'any_value(p.city)',
      '"any_value(p.city) || (1"',
      'mapping-rule-wrong: "any_value(p.city) || (1"',
    ],
    ['two expressions', 'any_value(p.city)', '"max(p.city), 1"', 'mapping-rule-wrong: "max(p.city), 1"'],
    ['a name', 'any_value(p.city)', 'max(p.city) AS x', 'mapping-rule-wrong: max(p.city) AS x'],
    [
      'what a piece lacks at its end',
      'any_value(p.city)',
      'max(p.city) +',
      'mapping-rule-wrong: max(p.city) +',
    ],
    [
      'a statement',
      's.amount > 0',
      's.amount > 0; DROP TABLE x',
      'mapping-rule-wrong: s.amount > 0; DROP TABLE x',
    ],
    ['a filter on a total', 's.amount > 0', 'total > 0', 'binder-error: total > 0'],
    [
      'a lookup in a relation without the column',
      '{expression: any_value(p.city)}',
      '{lookup: {in: seeds.shops, match: {shop: s.shop}, value: cty}}',
      'column-unknown: cty',
    ],
    [
      'a quality rule over no column',
      'group_by',
      'quality: [{expression: totl > 0}]\ngroup_by',
      'audit-invalid',
    ],
    [
      'a name that is there twice but for its case',
      'columns:',
      'columns:\n  City: p.city',
      'mapping-incomplete: city',
    ],
    ['a folder elsewhere', 'owner: finance', 'folder: ../x', 'mapping-incomplete: ../x'],
  ])('tells %s at its place', async (_, was, is, place) => {
    const { code, places } = await check(mapping.replace(was, is));
    expect([code, places[0]]).toEqual([1, expect.stringContaining(place)]);
  });

  it('warns of a join that repeats the rows that are added up, and of groups without a grain', async () => {
    writeFileSync(join(folder, 'seeds/shops.csv'), 'shop,city\na,Ghent\na,Gand\nb,Liège\n');
    const { code, places, document } = await check(mapping.replace('grain: shop\n', ''));
    writeFileSync(join(folder, 'seeds/shops.csv'), 'shop,city\na,Ghent\nb,Liège\n');
    expect([code, places]).toEqual([0, ['mapping-grain-missing: group_by', 'mapping-rows-repeated: total']]);
    expect(document.diagnostics[0].hint).toContain('grain: [shop]');
    expect(document.diagnostics[1].detail).toContain('repeats 2 rows');
  });

  it('says of a model that stands already that no mapping made it', async () => {
    const { code, places } = await check(
      'target: {model: silver.sales}\nsources: {s: seeds.sales}\ncolumns: {shop: s.shop}\n',
    );
    expect([code, places]).toEqual([0, ['mapping-model-exists: silver.sales']]);
  });

  it('stops where the rows break the grain', async () => {
    const { code, places } = await check(
      mapping
        .replace('group_by: [shop]', '')
        .replace('{aggregate: {function: sum, of: s.amount}, type', '{direct: s.amount, type')
        .replace('any_value(p.city)', 'p.city'),
    );
    expect([code, places]).toEqual([3, ['audit-failed: shop']]);
  });

  it('says which mappings there are where one is not', async () => {
    const { code, stderr } = await lode(folder, ['mapping', 'check', 'mappings/gold.total.yml']);
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean `mappings/gold.totals.yml`?');
  });
});

describe('lode mapping generate', () => {
  const generate = async (...argv: string[]) => {
    const { code, stdout, stderr } = await lode(folder, ['mapping', 'generate', '--json', ...argv]);
    if (stdout === '') throw new Error(stderr);
    const document = JSON.parse(stdout) as {
      files: { file: string; state: string; personal: string[] }[];
      diagnostics: { code: string }[];
    };
    return { code, states: document.files.map(({ state }) => state), ...document };
  };
  const model = () => join(folder, 'models/gold/totals.sql');

  it('writes nothing that does not bind', async () => {
    writeFileSync(path(), mapping.replace('of: s.amount', 'of: s.amout'));
    const { code, stderr } = await lode(folder, ['mapping', 'generate']);
    writeFileSync(path(), mapping);
    expect(code).toBe(1);
    expect(stderr).toContain('mappings/gold.totals.yml:16');
    expect(existsSync(model())).toBe(false);
  });

  it('writes model, unit test and pair, which the project compiles and which pass', async () => {
    expect((await generate('--dry-run')).states).toEqual(['new', 'new', 'new']);
    expect(existsSync(model())).toBe(false);
    expect((await generate()).states).toEqual(['new', 'new', 'new']);
    const { code, stderr } = await lode(folder, ['test']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 of 1 unit test passed')]);
    expect(text('tests/unit/totals.yml')).toContain('- {shop: a, city: a, total: 1}');
    expect(text('parity.yml')).toContain('right: gold.totals');
    expect((await generate()).states).toEqual(['same', 'same', 'same']);
  });

  it('keeps and shows what a person has changed since', async () => {
    const edited = text('models/gold/totals.sql').replace('s.amount > 0', 's.amount > 1');
    writeFileSync(model(), edited);
    writeFileSync(join(folder, 'parity.yml'), `# ours\n${text('parity.yml')}    tolerance: 0.5\n`);
    const again = await generate();
    expect([again.code, again.states]).toEqual([0, ['kept', 'same', 'kept']]);
    expect(again.files[0]?.personal).toContain('+WHERE s.amount > 1');
    expect(again.files[2]?.personal).toContain('+tolerance: 0.5');
    expect(text('models/gold/totals.sql')).toBe(edited);
  });

  it('takes over what the mapping has changed elsewhere', async () => {
    writeFileSync(path(), mapping.replace('owner: finance', 'owner: care'));
    const merged = await generate();
    expect([merged.code, merged.states]).toEqual([0, ['merged', 'same', 'merged']]);
    expect(text('models/gold/totals.sql')).toMatch(/owner: care[\s\S]*s\.amount > 1/);
    expect(text('parity.yml')).toMatch(/^# ours[\s\S]*owner: care[\s\S]*tolerance: 0\.5/);
  });

  it('leaves alone what both have changed, until it is forced', async () => {
    const before = text('models/gold/totals.sql');
    writeFileSync(path(), mapping.replace('s.amount > 0', 's.amount > 2'));
    const conflict = await generate();
    expect([conflict.code, conflict.states[0]]).toEqual([2, 'conflict']);
    expect(conflict.diagnostics.map(({ code }) => code)).toEqual(['mapping-conflict']);
    expect(text('models/gold/totals.sql')).toBe(before);
    expect((await generate('--keep')).states[0]).toBe('kept');
    writeFileSync(path(), mapping.replace('s.amount > 0', 's.amount > 3'));
    expect((await generate()).states[0]).toBe('conflict');
    writeFileSync(path(), mapping.replace('s.amount > 0', 's.amount > 2'));
    const forced = await generate('--force');
    expect([forced.code, forced.states[0]]).toEqual([0, 'updated']);
    expect(forced.files[0]?.personal).toContain('+WHERE s.amount > 1');
    expect(text('models/gold/totals.sql')).toContain('s.amount > 2');
  });

  it('does not touch a model that was there before', async () => {
    writeFileSync(join(folder, 'models/gold/own.sql'), 'SELECT 1 AS one');
    writeFileSync(
      join(folder, 'mappings/own.yml'),
      'target: {model: gold.own}\ncolumns: {one: {constant: 2}}\n',
    );
    const { code, states } = await generate('mappings/own.yml');
    expect([code, states]).toEqual([2, ['foreign']]);
    expect(text('models/gold/own.sql')).toBe('SELECT 1 AS one');
  });

  it('finds a model that was moved within its layer, and says which file a missing one has become', async () => {
    writeFileSync(path(), mapping);
    await generate('mappings/gold.totals.yml', '--force');
    const edited = text('models/gold/totals.sql').replace('s.amount > 0', 's.amount > 1');
    mkdirSync(join(folder, 'models/gold/sums'));
    renameSync(model(), join(folder, 'models/gold/sums/totals.sql'));
    writeFileSync(join(folder, 'models/gold/sums/totals.sql'), edited);
    const moved = await generate('mappings/gold.totals.yml');
    expect([moved.states[0], moved.files[0]?.file]).toEqual(['kept', 'models/gold/sums/totals.sql']);
    renameSync(join(folder, 'models/gold/sums/totals.sql'), join(folder, 'models/gold/sums.sql'));
    const { code, stderr } = await lode(folder, ['mapping', 'generate', 'mappings/gold.totals.yml']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('it seems to be models/gold/sums.sql now')]);
  });

  it('gives tests and pairs of two models of one name names of their own', async () => {
    const of = (layer: string, source: string) =>
      `target: {model: ${layer}.same}\nsources: {s: ${source}}\ncolumns: {shop: s.shop}\nparity: {left: ${layer}.csv}\n`;
    writeFileSync(join(folder, 'mappings/a.yml'), of('gold', 'silver.sales'));
    writeFileSync(join(folder, 'mappings/b.yml'), of('silver', 'seeds.sales'));
    const { files } = await generate('mappings/a.yml', 'mappings/b.yml');
    expect(files.map(({ file }) => file)).toEqual([
      'models/gold/same.sql',
      'tests/unit/same.yml',
      'parity.yml: same',
      'models/silver/same.sql',
      'tests/unit/silver_same.yml',
      'parity.yml: silver_same',
    ]);
    expect((await generate('mappings/b.yml')).states).toEqual(['same', 'same', 'same']);
  });
});
