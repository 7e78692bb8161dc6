import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { nearNames, type Span } from '../text/index.ts';
import { cronProblem } from './cron.ts';
import type { ModelHeader } from './model.ts';
import { isTimeZone } from './time-zone.ts';

/** What a header lacks, or says twice, for its kind. `spanOf`: the place of a key, or of the header. */
export function checkKind(header: ModelHeader, placeOf: (key: string) => Span | null): Diagnostic[] {
  const needs = (key: string, other: string | null = null) =>
    diagnose('kind-key-missing', { kind: header.kind, key, other }, { subject: placeOf('kind') });
  const found: Diagnostic[] = [];
  switch (header.kind) {
    case 'incremental_by_time_range':
      if (header.timeColumn === null) found.push(needs('time_column'));
      break;
    case 'incremental_by_unique_key':
      if (header.uniqueKey.length === 0) found.push(needs('unique_key'));
      break;
    case 'scd_type_2':
      if (header.uniqueKey.length === 0) found.push(needs('unique_key'));
      if (header.updatedAt === null && header.comparedColumns === null)
        found.push(needs('updated_at', 'compared_columns'));
      if (header.updatedAt !== null && header.comparedColumns !== null)
        found.push(diagnose('scd-by-both', {}, { subject: placeOf('compared_columns') }));
      break;
    case 'append':
    case 'full':
    case 'view':
    case 'embedded':
    case 'seed':
      break;
  }
  if (header.timeZone !== null && !isTimeZone(header.timeZone)) {
    const candidates = nearNames(header.timeZone, Intl.supportedValuesOf('timeZone'));
    const parameters = { zone: header.timeZone, candidates };
    found.push(diagnose('time-zone-unknown', parameters, { subject: placeOf('time_zone') }));
  }
  const problem = header.cron === null ? null : cronProblem(header.cron);
  if (problem !== null)
    found.push(diagnose('cron-invalid', { value: header.cron!, problem }, { subject: placeOf('cron') }));
  if (header.start !== null && !isMoment(header.start))
    found.push(diagnose('start-invalid', { value: header.start }, { subject: placeOf('start') }));
  return found;
}

function isMoment(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/.exec(text.trim());
  return match !== null && !Number.isNaN(Date.parse(`${match[1]}T00:00:00Z`));
}
