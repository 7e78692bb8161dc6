import type { Erasure } from '../../environment/index.ts';
import type { OpenProject } from '../open-project.ts';
import type { LakeSurvey } from './survey-lake.ts';

const day = 86_400_000;

/** What still holds erased rows after an erasure, and until when; null: until somebody removes it. `purge`: the history of the environments ends with it. */
export function remainsOf(
  { project }: OpenProject,
  { environments, sideTables, differences, kept }: LakeSurvey,
  purge: boolean,
  now: number,
): Erasure['remains'] {
  const until = new Date(now + project.retentionDays * day).toISOString();
  const changed = environments.filter(({ tables }) =>
    tables.some(({ how }) => how === 'rows' || how === 'rebuilt'),
  );
  const others = environments.filter((each) => !changed.includes(each) && each.asked.size > 0);
  const left = environments.flatMap(({ environment, tables }) =>
    tables.filter(({ how }) => how === 'left').map(({ step }) => `${step.name} in ${environment}`),
  );
  return [
    ...(purge
      ? []
      : changed.map(({ environment }) => ({
          what: `versions of ${environment} from before, with their files, logs and builds: \`lode gc\` removes them`,
          until,
        }))),
    ...(purge
      ? []
      : others.map(({ environment }) => ({
          what: `versions of ${environment} from before, where they hold such rows: they were not looked into`,
          until,
        }))),
    ...(purge || sideTables.length === 0
      ? []
      : [{ what: `earlier files of ${sideTables.map(({ path }) => path).join(', ')}`, until: null }]),
    ...(purge || differences.length === 0
      ? []
      : [
          {
            what: `rows that differed in the parallel run, in ${differences.length} ${differences.length === 1 ? 'table' : 'tables'} without the columns: \`lode gc\` removes them`,
            until,
          },
        ]),
    ...(purge || (changed.length === 0 && kept.runs === 0 && kept.profiles === 0 && kept.parity === 0)
      ? []
      : [
          {
            what: 'samples and profiles in earlier files of the tables of runs, profiles and comparisons',
            until: null,
          },
        ]),
    ...left.map((what) => ({ what: `${what}, left as it is`, until: null })),
    ...project.exports.map(({ name }) => ({
      what: `files that the export ${name} has written`,
      until: null,
    })),
  ];
}
