import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isDummyTable, type KnownTable, loadLegacyParser, translate } from '../../../src/triage/index.ts';
import { extractQuery, generateModel, loadMapping, mappingYaml } from '../../../src/triage/mapping/index.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { verdictsBetween } from '../../support/verdicts-between.ts';
import { contract, corpus, unfit } from './extract-corpus.ts';
import { hard, refused, stays } from './extract-hard.ts';

const relations = parse(contract).relations as Record<string, { columns: Record<string, { type: string }> }>;
const tableOf = (parts: readonly string[]): KnownTable | null => {
  if (isDummyTable(parts)) return null;
  const name = parts.at(-1)!.toLowerCase();
  const columns = Object.entries(relations[name]?.columns ?? {}).map(([each, { type }]) => ({
    name: each,
    type,
  }));
  return name in relations ? { name: ['shop', name], columns } : { name: ['shop', name], columns: null };
};
const columnsOf = (relation: string) =>
  tableOf(relation.split('.'))?.columns?.map(({ name }) => name) ?? null;

/** `rules`: taken apart. `kept`: some of it stayed SQL. Both with what the verdict engine says. `refused`: no translation. */
type Result = {
  readonly kind: 'rules' | 'kept' | 'refused';
  readonly notes: readonly string[];
  readonly proof: 'proved' | 'shown' | '–';
};
const results = new Map<string, Result>();
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const parser = await loadLegacyParser();
  const sides = { old: {} as Record<string, string>, new: {} as Record<string, string> };
  const found = hard.map(({ dialect, sql }, index) => {
    const file = { path: 'query.sql', text: sql };
    const translated =
      dialect === 'duckdb'
        ? ({ kind: 'translated', sql } as const)
        : translate(parser, { file, start: 0, end: sql.length }, dialect, { tables: tableOf });
    if (translated.kind === 'refused')
      return { notes: translated.reasons.map(({ summary }) => summary), model: null, whole: true };
    const { query, notes } = extractQuery(translated.sql, { columnsOf });
    const model = `silver.q${index}`;
    const text = mappingYaml({ target: { model }, ...query });
    const { value, diagnostics } = loadMapping({ path: `mappings/${model}.yml`, text });
    if (value === null) throw new Error(`${sql}\n${text}\n${JSON.stringify(diagnostics)}`);
    const { file: generated } = generateModel(value);
    const header = generated.text.slice(0, generated.text.indexOf('--- */\n') + 7);
    sides.old[generated.path] = `${header}${translated.sql}\n`;
    sides.new[generated.path] = generated.text;
    return { notes, model, whole: notes.length === 0 };
  });
  const common = {
    'project.yml': 'name: test\nlayers: {silver: {reads: [sources]}}\nlints: {join-multiplies: off}\n',
    'models/bronze/shop.source.yml': contract,
  };
  const verdicts = await verdictsBetween(folder, { ...common, ...sides.old }, { ...common, ...sides.new });
  hard.forEach(({ name }, index) => {
    const { notes, model, whole } = found[index]!;
    const verdict = verdicts.get(model ?? '') ?? '';
    const isEqual = verdict === 'unchanged' || verdict === 'metadata';
    results.set(name, {
      kind: model === null ? 'refused' : whole ? 'rules' : 'kept',
      notes,
      proof: model === null ? '–' : isEqual ? 'proved' : 'shown',
    });
  });
  if (process.env.LODE_LEGACY_REPORT === '1')
    for (const [name, { kind, notes, proof }] of results)
      console.log(`${kind} ${proof}  ${name}${notes.length === 0 ? '' : `: ${notes.join(' | ')}`}`);
});
afterAll(() => removeFolder(folder));

it.each(hard.map(({ name }) => name))('%s', (name) => {
  const { kind, notes, proof } = results.get(name)!;
  const expected = name in refused ? 'refused' : name in stays ? 'kept' : 'rules';
  expect([kind, proof]).toEqual([expected, expected === 'refused' ? '–' : 'proved']);
  if (kind !== 'rules') expect(notes.join('\n')).toContain((refused[name] ?? stays[name])!);
});

it('the figures are those of the page', async () => {
  const all = [...results.values()];
  const count = (test: (result: Result) => boolean) => all.filter(test).length;
  const figures = [
    all.length,
    count(({ kind }) => kind === 'rules'),
    count(({ kind }) => kind === 'kept'),
    count(({ proof }) => proof === 'proved'),
    count(({ proof }) => proof === 'shown'),
    count(({ kind }) => kind === 'refused'),
  ];
  const page = await readFile(
    new URL('../../../docs/explanation/legacy-coverage.md', import.meta.url),
    'utf8',
  );
  expect(page).toContain(`| hard shapes | ${figures.join(' | ')} |`);
  const easy = Object.keys(corpus).length;
  const shapes = easy + unfit.length;
  expect(page).toContain(`| reporting views | ${[shapes, easy, unfit.length, shapes, 0, 0].join(' | ')} |`);
});
