import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import { keysOfStrategies, type LoadForm } from './forms/load-form.ts';
import type { ModelHeader } from './model.ts';

/** How a bronze model takes its source's rows into a table that keeps those of earlier loads. */
export interface LoadRule {
  readonly by: LoadForm['by'];
  /** With `cursor` the model's column that grows, with `log_table` the log's; else null. */
  readonly column: string | null;
  /** How far before the largest value the next load begins; 0, a number, or a length of time in words. */
  readonly lag: number | string;
  readonly keep: 'current' | 'changes';
  /** The largest part of the standing rows that one load may delete, from 0 to 1. */
  readonly maxDeletes: number;
  /** How often all keys are compared; milliseconds between two. */
  readonly deletes: 'always' | 'never' | number;
  /** The log, as the source calls it; else null. */
  readonly table: string | null;
}

/** The log's column that `lode source triggers` makes: the transaction that wrote the entry. */
export const transactionColumn = 'LODE_TRANSACTION';

export function loadRule(form: LoadForm): LoadRule {
  const { deletes = 'always' } = form;
  return {
    by: form.by,
    column: form.column ?? (form.by === 'log_table' ? transactionColumn : null),
    lag: form.lag ?? 0,
    keep: form.keep ?? 'current',
    maxDeletes: Number.parseInt(form.max_deletes ?? '50', 10) / 100,
    deletes: deletes === 'always' || deletes === 'never' ? deletes : millisecondsOf(deletes),
    table: form.table ?? null,
  };
}

const units: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 31 * 86_400_000,
};

/** Milliseconds of `2 days`; a month has 31. */
export function millisecondsOf(text: string): number {
  const [amount, unit] = text.split(' ') as [string, string];
  return Number(amount) * units[unit.replace(/s$/, '')]!;
}

/** What is wrong with `load:` before the query is known. `keyPlace`: where a key of it stands. */
export function checkLoad(
  form: LoadForm,
  header: Pick<ModelHeader, 'kind' | 'timeColumn'>,
  place: Span | null,
  keyPlace: (key: string) => Span | null,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const known = keysOfStrategies[form.by];
  for (const key of Object.keys(form)) {
    if (key === 'by' || key in known) continue;
    const keys = Object.keys(known);
    found.push(diagnose('load-key-unused', { by: form.by, key, keys }, { subject: keyPlace(key) }));
  }
  for (const [key, needed] of Object.entries(known))
    if (needed && !(key in form))
      found.push(diagnose('load-key-missing', { by: form.by, key }, { subject: place }));
  if (header.kind === 'append' && (form.by !== 'cursor' || form.keep !== undefined))
    found.push(
      diagnose(
        'load-needs-key',
        { what: form.by === 'cursor' ? '`keep`' : `\`by: ${form.by}\`` },
        { subject: keyPlace(form.by === 'cursor' ? 'keep' : 'by') },
      ),
    );
  if (header.timeColumn !== null)
    found.push(
      diagnose(
        'load-not-possible',
        { reason: '`time_column` cuts the model into intervals, and `load` says itself what is read.' },
        { subject: place },
      ),
    );
  return found;
}
