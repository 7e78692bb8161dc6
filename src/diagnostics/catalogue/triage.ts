import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
};

/** Of the migration triage and its decisions. */
export const triageEntries = {
  'triage-inventory-missing': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `there is no inventory ${path}`,
    hint: () => 'Make one: `lode legacy scan FOLDER`.',
  }),
  'triage-inventory-invalid': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path, problem }) => `${path} is no inventory: ${problem}`,
    hint: () => 'Make it anew: `lode legacy scan FOLDER`.',
  }),
  'triage-object-gone': entry<{ object: string; near: readonly string[] }>({
    severity: 'warning',
    summary: ({ object }) => `triage.yml speaks of \`${object}\`, which the inventory does not have`,
    hint: ({ near }) =>
      didYouMean(near) ??
      'It is gone, or called otherwise by now: take it out of triage.yml, or write its new id.',
  }),
  'triage-consumer-unknown': entry<{ exposure: string; what: string; near: readonly string[] }>({
    severity: 'warning',
    summary: ({ exposure, what }) =>
      `the exposure ${exposure} reads \`${what}\`, which the inventory does not have`,
    hint: ({ near }) =>
      didYouMean(near) ??
      'Write its name as `lode triage` has it, or scan what it is defined in: until then nothing counts as needed by it.',
  }),
  'triage-merge-target': entry<{ object: string; into: string; problem: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ object, into, problem }) => `\`${object}\` is to go into \`${into}\`, which ${problem}`,
    hint: ({ near }) => didYouMean(near) ?? 'Name an object that is kept.',
  }),
  'triage-owner-missing': entry<{ object: string; decision: string }>({
    severity: 'warning',
    summary: ({ object, decision }) => `it is decided to ${decision} \`${object}\`, and nobody owns it`,
    hint: () => 'Give it an `owner`, or a pattern of `owners` that fits it.',
  }),
  'triage-dropped-read': entry<{
    object: string;
    users: readonly string[];
    last: string;
    date: string | null;
  }>({
    severity: 'error',
    summary: ({ object, users, last }) =>
      `\`${object}\` is to be dropped, and is read: by ${list(users)}, last on ${last}`,
    detail: ({ date }) => (date === null ? undefined : `It was decided on ${date}.`),
    hint: () => 'Ask them, and keep it; or date the decision anew when they have stopped.',
  }),
  'triage-dropped-needed': entry<{ object: string; by: readonly string[] }>({
    severity: 'error',
    summary: ({ object, by }) => `\`${object}\` is to be dropped, and is needed by what stays: ${list(by)}`,
    hint: () => 'Keep it, or drop what needs it as well.',
  }),
};
