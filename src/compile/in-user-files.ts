import type { Diagnostic } from '../diagnostics/index.ts';
import { standardMacros } from '../project/index.ts';

const standardFiles: ReadonlySet<string> = new Set(Object.values(standardMacros).map((file) => file.path));

/** A fault in the text of a standard macro is shown where the user calls it: that file is not theirs to mend. */
export function inUserFiles(diagnostic: Diagnostic): Diagnostic {
  const { subject, related = [], ...rest } = diagnostic;
  if (subject === null || !standardFiles.has(subject.file)) return diagnostic;
  const own = related.filter(({ span }) => !standardFiles.has(span.file));
  const call = own.at(-1);
  if (call === undefined) return diagnostic;
  const before = own.slice(0, -1);
  return { ...rest, subject: call.span, ...(before.length === 0 ? {} : { related: before }) };
}
