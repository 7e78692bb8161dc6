import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractQuery, generateModel, loadMapping, mappingYaml } from '../../../src/triage/mapping/index.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { verdictsBetween } from '../../support/verdicts-between.ts';
import { contract, corpus, unfit } from './extract-corpus.ts';

const columnsOf = (relation: string) => (relation === 'shop.stores' ? ['id', 'name', 'state'] : null);

/** The model file of the original and that of its mapping, under one header. */
function sides(sql: string, name: string) {
  const { query, notes } = extractQuery(sql, { columnsOf });
  const text = mappingYaml({ target: { model: `silver.${name}` }, ...query });
  const { value, diagnostics } = loadMapping({ path: `mappings/${name}.yml`, text });
  expect(diagnostics, text).toEqual([]);
  const { file } = generateModel(value!);
  const header = file.text.slice(0, file.text.indexOf('--- */\n') + 7);
  return { query, notes, path: file.path, generated: file.text, original: `${header}${sql}\n` };
}

const queries = [...Object.entries(corpus), ...unfit.map(([name, sql]) => [name, sql] as const)];
const all = queries.map(([name, sql], index) => ({ name, sql, ...sides(sql, `v${index}`) }));
let verdicts: ReadonlyMap<string, string>;
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const common = {
    'project.yml': 'name: test\nlayers: {silver: {reads: [sources]}}\nlints: {join-multiplies: off}\n',
    'models/bronze/shop.source.yml': contract,
  };
  const files = (side: 'original' | 'generated') =>
    Object.fromEntries(all.map((each) => [each.path, each[side]]));
  const wrong = { path: 'models/silver/wrong.sql', sql: corpus['columns and conditions']! };
  verdicts = await verdictsBetween(
    folder,
    { ...common, ...files('original'), [wrong.path]: wrong.sql },
    { ...common, ...files('generated'), [wrong.path]: wrong.sql.replace('> 0', '>= 0') },
  );
});
afterAll(() => removeFolder(folder));

const verdictOf = (path: string) => verdicts.get(`silver.${path.split('/').at(-1)!.replace('.sql', '')}`);

describe('a query in the shape of a reporting view is taken apart into rules, and what these generate is proved equal', () => {
  it.each(all.slice(0, Object.keys(corpus).length))('$name', ({ notes, query, path }) => {
    expect(notes).toEqual([]);
    expect(query.columns).toBeDefined();
    expect(['unchanged', 'metadata']).toContain(verdictOf(path));
  });
});

describe('what no rule can say stays SQL, says so, and is proved equal', () => {
  it.each(all.slice(Object.keys(corpus).length))('$name', ({ name, notes, path }) => {
    expect(notes.join('\n')).toContain(unfit.find(([each]) => each === name)![2]);
    expect(['unchanged', 'metadata']).toContain(verdictOf(path));
  });
});

it('a condition that says something else is not called equal', () => {
  expect(verdictOf('wrong.sql')).toBe('breaking');
});
