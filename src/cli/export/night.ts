import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';

/** The day that `{{date}}` stands for: the one named, else today in the project's time zone. `2024-10-01`. */
export function nightOf(host: Host, open: OpenProject, date: string | null): string {
  if (date === null)
    return new Intl.DateTimeFormat('en-CA', { timeZone: open.project.timeZone, dateStyle: 'short' }).format(
      host.clock.now(),
    );
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(date)) return date;
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument: 'date',
      problem: `\`${date}\` is no day`,
      hint: 'Write it as 2024-10-01.',
    }),
  );
}
