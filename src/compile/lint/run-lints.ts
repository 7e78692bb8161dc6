import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../../text/index.ts';
import type { LintSeverities, LintSubject } from './lint-rule.ts';
import { lintNames, lintRules } from './rules.ts';

/** What the rules find in a model, with the project's severities, without what is allowed at the place. */
export function runLints(
  subject: LintSubject,
  severities: LintSeverities,
  files: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, rule] of Object.entries(lintRules)) {
    const severity = severities[name];
    if (severity === 'off') continue;
    for (const diagnostic of rule(subject)) {
      if (isAllowed(diagnostic, files)) continue;
      found.push(severity === undefined ? diagnostic : { ...diagnostic, severity });
    }
  }
  const position = ({ subject: span }: Diagnostic): number => span?.start ?? 0;
  return found.sort((a, b) => position(a) - position(b));
}

const allowance = /(?:--|\/\*)\s*lode:\s*allow\(([^)]*)\)/;

/** Whether a comment `-- lode: allow(rule)` stands on the line, or alone on the line above. */
function isAllowed(diagnostic: Diagnostic, files: ReadonlyMap<string, SourceFile>): boolean {
  const places: (Span | null)[] = [diagnostic.subject, ...(diagnostic.related ?? []).map(({ span }) => span)];
  return places.some((span) => {
    const text = span === null ? undefined : files.get(span.file)?.text;
    if (span === null || text === undefined) return false;
    const lines = text.split(/\r?\n/);
    const own = lines[span.line - 1] ?? '';
    const above = lines[span.line - 2] ?? '';
    return (
      names(own).includes(diagnostic.code) ||
      (/^\s*(--|\/\*)/.test(above) && names(above).includes(diagnostic.code))
    );
  });
}

function names(line: string): string[] {
  return (allowance.exec(line)?.[1] ?? '').split(',').map((name) => name.trim());
}

/** Names of rules that there are not, where they are allowed or given a severity. */
export function unknownLintNames(
  files: Iterable<SourceFile>,
  severities: Readonly<Record<string, Span>>,
): Diagnostic[] {
  const tell = (rule: string, subject: Span): Diagnostic[] =>
    lintNames.includes(rule)
      ? []
      : [
          diagnose(
            'unknown-lint',
            { rule, known: lintNames, candidates: nearNames(rule, lintNames) },
            { subject },
          ),
        ];
  const found = Object.entries(severities).flatMap(([rule, span]) => tell(rule, span));
  for (const file of files) {
    if (!file.text.includes('lode:')) continue;
    for (const match of file.text.matchAll(new RegExp(allowance, 'g'))) {
      let at = match.index + match[0].indexOf('(') + 1;
      for (const part of match[1]!.split(',')) {
        const start = at + part.length - part.trimStart().length;
        found.push(...tell(part.trim(), spanOf(file, start, start + part.trim().length)));
        at += part.length + 1;
      }
    }
  }
  return found;
}
