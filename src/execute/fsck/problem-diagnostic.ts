import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Problem } from './problem.ts';

/** A problem in words. */
export function problemDiagnostic(problem: Problem): Diagnostic {
  switch (problem.kind) {
    case 'version-file-damaged':
    case 'version-file-missing':
    case 'version-open':
    case 'version-inconsistent':
    case 'chunk-lost':
    case 'definition-lost':
    case 'build-lost':
    case 'base-lost':
    case 'table-unreadable':
    case 'commit-swapped':
    case 'table-marked':
    case 'data-file-lost':
    case 'log-file-wrong':
    case 'statistics-wrong':
    case 'content-differs':
      return diagnose(problem.kind, problem as never);
    case 'table-moved': {
      const { model, path, version: expected, by } = problem;
      return diagnose('table-moved', { model, path, expected, ...by }, { severity: 'warning' });
    }
    case 'unreferenced':
      return diagnose('files-unreferenced', problem);
    case 'unknown-files':
      return diagnose('files-unknown', problem);
  }
}

/** Whether something is lost or wrong, and not only left over or under way. */
export function isDamage(problem: Problem): boolean {
  return problemDiagnostic(problem).severity === 'error';
}
