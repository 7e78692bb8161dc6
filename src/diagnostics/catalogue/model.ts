import { entry } from '../entry.ts';
import { type Known, list, near } from '../known.ts';

export const modelEntries = {
  'header-not-closed': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The model’s header is not closed',
    hint: () => 'End it with a line `--- */`.',
  }),
  'header-comment-inside': entry<{ mark: string; closed: boolean }>({
    severity: 'error',
    summary: ({ mark, closed }) =>
      closed ? `\`${mark}\` inside a header` : 'The header’s comment ends here, before its closing line',
    detail: () => 'The header is one SQL comment, from `/* ---` to `--- */`.',
    hint: ({ mark, closed }) =>
      !closed
        ? 'End the header with a line `--- */`.'
        : mark === '*/'
          ? 'A cron step `*/15` is written `0/15`; other text can do without.'
          : 'A comment in a header begins with `#`.',
  }),
  'key-not-for-kind': entry<{ key: string; kind: string; kinds: readonly string[] }>({
    severity: 'error',
    summary: ({ key, kind }) => `\`${key}\` has no meaning for a model of kind \`${kind}\``,
    hint: ({ kinds }) => `It belongs to kind ${list(kinds, 'or')}.`,
  }),
  'audit-count': entry<{ names: readonly string[]; known: readonly string[] }>({
    severity: 'error',
    summary: ({ names }) =>
      names.length === 0
        ? 'This entry names no audit'
        : `This entry holds ${names.length} audits: ${list(names)}`,
    hint: ({ names, known }) =>
      names.length === 0 ? `Audits: ${list(known)}.` : 'Begin each audit with a dash of its own.',
  }),
  'audit-without-bound': entry<{ name: string; needs: readonly string[] }>({
    severity: 'error',
    summary: ({ name, needs }) =>
      needs.length > 2
        ? `\`${name}\` needs one of ${list(needs)}`
        : `\`${name}\` needs \`min\`, \`max\` or both`,
  }),
  'model-outside-layer': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `\`${path}\` lies in no layer`,
    hint: () => 'Move it into a layer’s folder, such as `models/bronze/`.',
  }),
  'unknown-layer': entry<{ layer: string } & Known>({
    severity: 'error',
    summary: ({ layer }) => `There is no layer \`${layer}\``,
    hint: (parameters) => near(parameters, 'Layers') ?? 'Layers are the keys of `layers:` in project.yml.',
  }),
  'unknown-file': entry<{ path: string }>({
    severity: 'warning',
    summary: ({ path }) => `\`${path}\` is not read`,
    hint: () => 'Below `models/` there are models (`.sql`) and contracts (`….source.yml`).',
  }),
} as const;
