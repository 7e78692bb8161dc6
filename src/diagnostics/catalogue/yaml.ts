import { didYouMean, entry } from '../entry.ts';
import { capital, type Known, list, near } from '../known.ts';

export const yamlEntries = {
  'character-refused': entry<{ code: string }>({
    severity: 'error',
    summary: ({ code }) => `The character ${code} cannot be used`,
    detail: () => 'It is no character of a text: the file may be damaged, or not be text at all.',
    hint: () => 'Remove it.',
  }),
  'yaml-syntax': entry<{ reason: string; cause: 'braces' | 'tab' | 'other' }>({
    severity: 'error',
    summary: ({ reason }) => `This is not YAML: ${reason}`,
    hint: ({ cause }) =>
      cause === 'braces'
        ? 'Inside `{…}`, a value with braces needs quotes: `{password: "${PASSWORD}"}`.'
        : cause === 'tab'
          ? 'YAML is indented with spaces, never with tabs.'
          : "Text with `: `, ` #` or a leading `*`, `&`, `!`, `%`, `@`, `>`, `|` needs quotes, as in `error_if: '> 0.1%'`.",
  }),
  'yaml-alias': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'Anchors and aliases (`&name`, `*name`) are not used in Lode’s files',
    hint: () => 'Write the value out; a text that begins with `*` or `&` needs quotes.',
  }),
  'yaml-key': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'A key must be plain text',
    hint: () => 'A key that is not a word needs quotes.',
  }),
  'yaml-comma': entry<{ whole: string }>({
    severity: 'error',
    summary: ({ whole }) => `YAML ends this value at the comma: \`${whole}\` needs quotes`,
    hint: ({ whole }) => `Write "${whole}".`,
  }),
  'yaml-duplicate-key': entry<{ key: string }>({
    severity: 'error',
    summary: ({ key }) => `\`${key}\` is here twice`,
    hint: () => 'Keep one of them.',
  }),
  'unknown-key': entry<{ key: string; where: string } & Known>({
    severity: 'error',
    summary: ({ key, where }) => `Unknown key \`${key}\` in ${where}`,
    hint: (parameters) =>
      near(parameters, 'Possible here') ??
      (parameters.known.length > 0 ? `Possible here: ${list(parameters.known)}.` : undefined),
  }),
  'missing-key': entry<{ key: string; where: string }>({
    severity: 'error',
    summary: ({ key, where }) => `\`${key}\` is missing in ${where}`,
  }),
  'wrong-value': entry<{ expected: string; found: string; where: string; quote?: boolean }>({
    severity: 'error',
    summary: ({ expected, where }) => `${capital(where)} must be ${expected}`,
    detail: ({ found }) => `Found ${found}.`,
    hint: ({ quote }) => (quote ? 'Put it in quotes to make it text.' : undefined),
  }),
  'wrong-choice': entry<{
    found: string;
    choices: readonly string[];
    where: string;
    candidates: readonly string[];
  }>({
    severity: 'error',
    summary: ({ found, where }) => `\`${found}\` is not possible for ${where}`,
    detail: ({ choices }) => `It must be ${list(choices, 'or')}.`,
    hint: ({ candidates }) => didYouMean(candidates),
  }),
} as const;
