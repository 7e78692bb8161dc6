import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { plan, planModel } from '../../src/plan/plan.ts';
import { fencesOf } from './support/fences.ts';
import { docs } from './support/generated-pages.ts';

const page = await readFile(new URL('reference/formats.md', docs), 'utf8');
const section = page.split('\n## Plan\n')[1]!.split('\n## ')[0]!;

test('the example of a plan is one, with every key that a plan has', () => {
  const example = fencesOf(section).find(({ language }) => language === 'json')!;
  const document = JSON.parse(example.text) as { models: object[] };
  const read = plan.strict().safeParse(document);
  expect(read.error?.issues).toBeUndefined();
  expect(Object.keys(document)).toEqual(Object.keys(plan.shape));
  expect(Object.keys(document.models[0]!)).toEqual(Object.keys(planModel.shape));
});

test('the tables say of every key of a plan what it is, where its name does not', () => {
  const told = [...section.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) => cell!.match(/[a-zA-Z]+/g)!);
  const plainNames = ['formatVersion', 'target', 'createdAt', 'models', 'name', 'layer', 'kind'];
  const keys = [...Object.keys(plan.shape), ...Object.keys(planModel.shape)];
  expect(keys.filter((key) => !told.includes(key)).sort()).toEqual(plainNames.sort());
});
