import { entry } from '../entry.ts';

export const accessEntries = {
  'layer-root-invalid': entry<{ layer: string; root: string; problem: string }>({
    severity: 'error',
    summary: ({ layer, root }) => `${layer} cannot lie in ${root}`,
    detail: ({ problem }) => `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}.`,
    hint: ({ layer }) =>
      `Name another folder, of the same kind as the lake's, in \`access.${layer}.root\` of project.yml.`,
  }),
  'layer-files-elsewhere': entry<{ layer: string; lake: string; root: string }>({
    severity: 'error',
    summary: ({ layer, lake }) => `Files of ${layer} lie in ${lake}, and not where project.yml says`,
    detail: ({ root }) => `They would not be found: they are looked for in ${root}.`,
    hint: ({ layer, lake, root }) =>
      `While nobody is at work on the lake, move ${lake}/_builds/${layer} to ${root}/_builds/${layer}, and the folder ${layer} of each environment likewise.`,
  }),
};
