import type { LegacyObject } from './legacy-object.ts';

/** What is said of an object of which no more is known than what and where it is. */
export const nothingKnown: Pick<
  LegacyObject,
  'columns' | 'key' | 'parameters' | 'statements' | 'schedule' | 'owner' | 'measures' | 'notes'
> = {
  columns: null,
  key: null,
  parameters: [],
  statements: [],
  schedule: null,
  owner: null,
  measures: [],
  notes: [],
};
