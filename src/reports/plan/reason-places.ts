import type { PlanModel } from '../../plan/index.ts';
import type { Span } from '../../text/index.ts';
import type { DefinitionText, ModelTexts } from './plan-texts.ts';
import type { Hunk } from './sql-difference.ts';

type PlanReason = PlanModel['reasons'][number];

/** The SQL that a reason is about, before and after. */
export interface ReasonTexts {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

const mostLines = 3;
const longestLine = 200;

/** The old and the new SQL of a reason's places, line by line; null where it has not both, where both say the same, or where they are too long to stand beside a sentence. */
export function reasonTexts(reason: PlanReason, texts: ModelTexts | undefined): ReasonTexts | null {
  const old = linesOf(reason.old, texts?.old);
  const next = linesOf(reason.new, texts?.next);
  if (old === null || next === null || old.join('\n') === next.join('\n')) return null;
  return { old, new: next };
}

function linesOf(span: Span | null, text: DefinitionText | null | undefined): string[] | null {
  if (span === null || text == null || text.file !== span.file) return null;
  const lines = text.source.slice(span.start, span.end).split(/\r\n|\n|\r/);
  const indent = Math.min(...lines.slice(1).map((line) => line.length - line.trimStart().length));
  const shown = lines.map((line, index) => (index === 0 ? line : line.slice(indent)).trimEnd());
  return shown.length > mostLines || shown.some((line) => line.length > longestLine) ? null : shown;
}

/** Whether all that a hunk changes has been shown beside reasons already: whole lines, or all in which lines differ. */
export function isShown({ lines }: Hunk, shown: readonly ReasonTexts[]): boolean {
  const bare = (line: string) => line.trim().replace(/,$/, '');
  const old = new Set(shown.flatMap((texts) => texts.old.map(bare)));
  const next = new Set(shown.flatMap((texts) => texts.new.map(bare)));
  const gone = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
  const come = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
  if (gone.every((line) => old.has(bare(line))) && come.every((line) => next.has(bare(line)))) return true;
  return gone.length === come.length && gone.every((line, index) => isShownWithin(line, come[index]!, shown));
}

function isShownWithin(was: string, is: string, shown: readonly ReasonTexts[]): boolean {
  const rest = shown.reduce(
    (line, texts) => {
      const old = texts.old.join('\n');
      const next = texts.new.join('\n');
      if (!line.was.includes(old) || !line.is.includes(next)) return line;
      return { was: line.was.replace(old, ''), is: line.is.replace(next, '') };
    },
    { was, is },
  );
  return rest.was === rest.is;
}

/** Where to look: the new place, else the old one. `file:line`. */
export function placeOf(reason: PlanReason): string | null {
  if (reason.new !== null) return `${reason.new.file}:${reason.new.line}`;
  return reason.old === null ? null : `${reason.old.file}:${reason.old.line} (before)`;
}
