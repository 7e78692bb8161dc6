import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { triageReport } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { estate } from '../../triage/rows/estate.ts';

let folder: string;
beforeAll(async () => {
  const inventory = estate({
    'old.people': {},
    'old.v_people': { reads: ['old.people(name)'], owner: 'care' },
    'old.v_total': { reads: ['old.v_people'], owner: 'finance' },
  });
  folder = await makeProject({
    'project.yml': `name: care
default_target: files
targets: {files: {sources: {old: {type: parquet, path: .}}}}
layers: {silver: {reads: [bronze, seeds]}, gold: {reads: [silver, seeds]}}
`,
    'models/bronze/old.source.yml':
      'source: old\nrelations:\n  PEOPLE:\n    columns:\n      NAME: {type: VARCHAR, pii: name}\n',
    'seeds/amounts.csv': 'amount\n1\n',
    'models/gold/total.sql': 'SELECT amount FROM seeds.amounts',
    'mappings/gold.total.yml':
      'target: {model: gold.total}\norigin: {object: OLD.V_TOTAL}\nsources: {a: seeds.amounts}\ncolumns: {amount: a.amount}\n',
    'exposures/meeting.yml':
      'exposures:\n  meeting: {type: dashboard, owner: care, reads: {gold.total: [amount]}}\n',
    'tests/unit/total.yml':
      'tests:\n  one:\n    model: gold.total\n    given: {seeds.amounts: [{amount: 2}]}\n    expect: {rows: [{amount: 2}]}\n',
    'parity.yml': 'pairs:\n  total: {left: old.csv, right: gold.total, bag: true}\n',
    'triage/inventory.json': JSON.stringify(inventory),
  });
});
afterAll(() => removeFolder(folder));

describe('lode triage', () => {
  it('joins the estate with the models, tests, pairs and consumers of the project', async () => {
    const { code, stdout, stderr } = await lode(folder, ['triage', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const report = triageReport.parse(JSON.parse(stdout));
    const row = report.objects.find(({ object }) => object === 'old.v_total');
    expect(row).toMatchObject({
      model: 'gold.total',
      tests: 1,
      parity: 'differs',
      consumers: ['exposure meeting'],
      declared: ['exposure meeting'],
      use: 'declared',
      pii: ['name'],
      wave: 1,
    });
    expect(report.window).toBeNull();
  });

  it('writes page, table, document and text for a wiki into a folder', async () => {
    const { code } = await lode(folder, ['triage', '--out', 'report', '--wave-size', '1']);
    expect(code).toBe(0);
    const read = (name: string) => readFileSync(join(folder, 'report', name), 'utf8');
    expect(read('triage.html')).toContain('<title>care: migration triage</title>');
    expect(read('triage.html')).toContain('href="lineage.html"');
    expect(read('lineage.html')).toContain('old.v_people');
    expect(triageReport.parse(JSON.parse(read('triage.json'))).waves).toHaveLength(3);
    expect(read('triage.csv').split('\r\n')[0]).toContain('object,kind,owner');
    expect(read('triage.md')).toContain('# Triage of care');
  });

  it('stops where a decision is contradicted, and tells where one has lost its object', async () => {
    const decide = async (text: string) => {
      writeFileSync(join(folder, 'triage.yml'), text);
      const { code, stderr } = await lode(folder, ['triage']);
      return [code, /\[([\w-]+)\]/.exec(stderr)?.[1], /triage\.yml:\d+/.exec(stderr)?.[0]];
    };
    expect(
      await decide('objects:\n  old.v_total: {decision: keep}\n  old.v_people: {decision: drop}\n'),
    ).toEqual([3, 'triage-dropped-needed', 'triage.yml:3']);
    expect(await decide('objects:\n  old.v_gone: {decision: keep, owner: care}\n')).toEqual([
      2,
      'triage-object-gone',
      'triage.yml:2',
    ]);
    expect(await decide('objects:\n  old.v_total: {decision: keeep}\n')).toEqual([
      1,
      'wrong-choice',
      'triage.yml:2',
    ]);
    expect((await decide('objects:\n  old.v_total: {decision: keep}\n'))[0]).toBe(0);
  });

  it('counts consumers of legacy objects and files, and names those that mean nothing that is there', async () => {
    const declare = async (reads: string) => {
      writeFileSync(
        join(folder, 'exposures/files.yml'),
        `exposures:\n  cube: {type: application, reads: {${reads}}}\n`,
      );
      const { code, stdout } = await lode(folder, ['triage', '--json']);
      const { objects, diagnostics } = triageReport.parse(JSON.parse(stdout));
      return {
        code,
        readers: objects.flatMap(({ object, consumers }) =>
          consumers.includes('exposure cube') ? [object] : [],
        ),
        warnings: diagnostics.map(({ summary }) => /exposure cube reads `(.*?)`/.exec(summary)?.[1]),
        hint: diagnostics[0]?.hint,
      };
    };
    expect(await declare('legacy:OLD.V_PEOPLE: all')).toEqual({
      code: 0,
      readers: ['old.people', 'old.v_people'],
      warnings: [],
      hint: undefined,
    });
    expect(await declare('legacy:old.v_peeple: all, file:out/x.csv: all')).toEqual({
      code: 2,
      readers: [],
      warnings: ['legacy:old.v_peeple', 'file:out/x.csv'],
      hint: 'Did you mean `legacy:old.v_people` or `legacy:old.people`?',
    });
    rmSync(join(folder, 'exposures/files.yml'));
  });

  it('says what to do where there is no inventory', async () => {
    const missing = await lode(folder, ['triage', '--inventory', 'nothing.json']);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('lode legacy scan')]);
    const wrong = await lode(folder, ['triage', '--inventory', 'project.yml']);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('it is no JSON')]);
  });
});
