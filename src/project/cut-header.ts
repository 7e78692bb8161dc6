import { diagnose, type Outcome } from '../diagnostics/index.ts';
import { type SourceFile, spanOf } from '../text/index.ts';

export interface CutHeader {
  /** UTF-16 offsets of the YAML; null: the file has no header. */
  readonly yaml: { readonly start: number; readonly end: number } | null;
  /** Where the SQL begins. */
  readonly bodyStart: number;
}

const opening = /^\uFEFF?\s*\/\*\s*---[^\S\n]*(?:\r?\n|$)/;
const closing = /^[^\S\n]*---[^\S\n]*\*\//m;

/** Where a file's header lies: YAML between the marks `/* ---` and `---` with the end of the comment. null where it cannot be told from the SQL. */
export function headerOf(file: SourceFile): Outcome<CutHeader | null> {
  const opened = opening.exec(file.text);
  if (opened === null) return { value: { yaml: null, bodyStart: 0 }, diagnostics: [] };
  const start = opened[0].length;
  const closed = closing.exec(file.text.slice(start));
  const openSpan = spanOf(file, file.text.indexOf('/*'), start);
  const comment = /\/\*|\*\//.exec(
    file.text.slice(start, closed === null ? undefined : start + closed.index),
  );
  if (comment !== null && (closed !== null || comment[0] === '*/')) {
    const at = start + comment.index;
    const inside = diagnose(
      'header-comment-inside',
      { mark: comment[0], closed: closed !== null },
      { subject: spanOf(file, at, at + 2), context: openSpan },
    );
    return { value: null, diagnostics: [inside] };
  }
  if (closed === null)
    return { value: null, diagnostics: [diagnose('header-not-closed', {}, { subject: openSpan })] };
  const end = start + closed.index;
  return { value: { yaml: { start, end }, bodyStart: end + closed[0].length }, diagnostics: [] };
}
