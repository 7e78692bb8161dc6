import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Of reading a legacy estate. What is not understood in it is told by notes of the inventory, not here. */
export const legacyEntries = {
  'legacy-nothing-given': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'there is nothing to scan',
    hint: () => 'Name folders or files, or a database: `lode legacy scan sql/ --connection firebird`.',
  }),
  'legacy-path-missing': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `there is no file or folder ${path}`,
    hint: () => 'Paths are looked for from the folder in which the command runs.',
  }),
  'legacy-no-catalog': entry<{ source: string; type: string; known: readonly string[] }>({
    severity: 'error',
    summary: ({ source, type }) =>
      `source \`${source}\` is of type \`${type}\`, which has no catalog of objects`,
    detail: ({ known }) => `Catalogs are read of ${list(known)}.`,
    hint: () => 'Take its scripts from the server and scan those: `lode legacy scan scripts/`.',
  }),
  'legacy-dialect-unknown': entry<{ dialect: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ dialect }) => `\`${dialect}\` is no dialect that Lode reads`,
    detail: ({ known }) => `There are ${list(known)}.`,
    hint: ({ near }) => didYouMean(near) ?? 'Leave it out: the dialect of each file is told by its words.',
  }),
};
