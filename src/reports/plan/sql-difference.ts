import { structuredPatch } from 'diff';
import type { ModelTexts } from './plan-texts.ts';

export interface Hunk {
  /** Lines from 1 where it begins on each side. */
  readonly oldLine: number;
  readonly newLine: number;
  /** Each with its sign first: ` `, `-`, `+`. */
  readonly lines: readonly string[];
}

/** How one text of a definition differs. */
export interface TextDifference {
  /** `file`: a whole file, lines are its lines. `macro`: a macro's text. `rendered`: the statement after rendering, where no file of the model says the difference. */
  readonly kind: 'file' | 'macro' | 'rendered';
  readonly oldFile: string;
  readonly newFile: string;
  /** Null where the texts have so little in common that the lines would be all of the one and all of the other. */
  readonly hunks: readonly Hunk[] | null;
}

const contextLines = 2;

/** Differences that need more edits are not worth a reader's time, and the search for them takes time in the square of it. */
const mostEdits = 400;

/** What was edited of a definition: its file, the macros that it uses, else its rendered statement. None for a model that has come or gone. */
export function sqlDifferences({ old, next }: ModelTexts): TextDifference[] {
  if (old === null || next === null) return [];
  const differences: TextDifference[] = [];
  const add = (kind: TextDifference['kind'], files: readonly [string, string], was: string, is: string) => {
    if (was !== is) differences.push(differenceOf(kind, files, was, is));
  };
  add('file', [old.file, next.file], old.source, next.source);
  const macros = new Map(old.macros.map((macro) => [macro.name, macro]));
  for (const macro of next.macros) {
    const before = macros.get(macro.name);
    if (before !== undefined) add('macro', [before.file, macro.file], before.text, macro.text);
  }
  if (differences.length === 0) add('rendered', [old.file, next.file], old.sql, next.sql);
  return differences;
}

function differenceOf(
  kind: TextDifference['kind'],
  [oldFile, newFile]: readonly [string, string],
  was: string,
  is: string,
): TextDifference {
  const patch = structuredPatch(oldFile, newFile, was, is, '', '', {
    context: contextLines,
    stripTrailingCr: true,
    maxEditLength: mostEdits,
  });
  const hunks =
    patch === undefined
      ? null
      : patch.hunks.map(({ oldStart, newStart, lines }) => ({
          oldLine: oldStart,
          newLine: newStart,
          lines: lines.filter((line) => !line.startsWith('\\')),
        }));
  return { kind, oldFile, newFile, hunks };
}
