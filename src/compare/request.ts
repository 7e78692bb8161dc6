import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { type CsvSettings, unknownCsv } from './csv/csv-settings.ts';
import type { ComparisonForm, SideForm } from './form.ts';
import { type CompareOptions, defaultOptions, type TextForm } from './options.ts';
import { noTolerance, parseDuration, parseTolerance, type Tolerance } from './tolerance.ts';

/** One side as it was asked for. */
export interface SideRequest {
  /** As written. */
  readonly text: string;
  readonly where: string | null;
  readonly timeZone: string | null;
  readonly csv: CsvSettings;
}

export interface ComparisonRequest {
  readonly left: SideRequest;
  readonly right: SideRequest;
  readonly options: CompareOptions;
}

/** A form read into what a comparison needs. `now`: milliseconds since 1970, from which ages are counted. */
export function requestOf(form: ComparisonForm, now: number): Outcome<ComparisonRequest | null> {
  const diagnostics: Diagnostic[] = [];
  const wrong = (argument: string, problem: string, hint: string) =>
    diagnostics.push(diagnose('argument-invalid', { argument, problem, hint }));
  const lacking = (['left', 'right'] as const).filter((side) => form[side] === undefined);
  if (lacking.length > 0)
    diagnostics.push(diagnose('compare-side-missing', { given: givenSide(form), lacking }));
  const tolerance: Record<string, Tolerance> = {};
  for (const [column, text] of Object.entries(byColumn(form.tolerance))) {
    const read =
      typeof text === 'number' ? { ...noTolerance, absolute: plainNumber(text) } : parseTolerance(text);
    if (read === null)
      wrong(
        'tolerance',
        `\`${text}\` is no tolerance`,
        'Write `0.01`, `1%`, `2 decimals` or `5s`, several with commas between.',
      );
    else tolerance[column] = read;
  }
  const minimumAge = ageOf(form, now, wrong);
  if (form.bag === true && form.key !== undefined)
    wrong('bag', 'a key is given as well', 'Leave one of them out.');
  if (diagnostics.length > 0) return { value: null, diagnostics };
  const key = typeof form.key === 'string' ? splitNames(form.key) : (form.key ?? null);
  return {
    value: {
      left: sideOf(form.left!),
      right: sideOf(form.right!),
      options: {
        key: form.bag === true ? [] : key,
        keyOrigin: 'given',
        mapping: form.map ?? {},
        ignore: form.ignore ?? [],
        columns: form.columns ?? null,
        tolerance,
        text: Array.isArray(form.text) ? { '*': form.text as TextForm[] } : (form.text ?? {}),
        signedZero: form.signed_zero ?? false,
        window: form.window ?? null,
        minimumAge,
        samples: form.samples ?? defaultOptions.samples,
      },
    },
    diagnostics,
  };
}

function givenSide({ left, right }: ComparisonForm): string | null {
  const given = left ?? right;
  return given === undefined ? null : typeof given === 'string' ? given : given.side;
}

function ageOf(
  form: ComparisonForm,
  now: number,
  wrong: (argument: string, problem: string, hint: string) => void,
): CompareOptions['minimumAge'] {
  if (form.minimum_age === undefined) return null;
  const { age, column } =
    typeof form.minimum_age === 'string' ? { age: form.minimum_age, column: form.window } : form.minimum_age;
  const microseconds = parseDuration(age);
  if (microseconds === null) {
    wrong('min-age', `\`${age}\` is no duration`, 'Write `90min`, `12h` or `2d`.');
    return null;
  }
  if (column === undefined) {
    wrong('min-age', 'no column says how old a row is', 'Give `--window COLUMN` or `--age-column COLUMN`.');
    return null;
  }
  return { column, before: new Date(now - microseconds / 1000).toISOString() };
}

/** `a, b` as names. */
export function splitNames(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function byColumn<T extends string | number>(
  rules: T | Readonly<Record<string, T>> | undefined,
): Record<string, T> {
  if (rules === undefined) return {};
  return typeof rules === 'object' ? { ...rules } : { '*': rules };
}

/** Without an exponent, which SQL would take for a double. */
function plainNumber(number: number): string {
  const text = String(number);
  return /e/i.test(text) ? number.toFixed(20).replace(/0+$/, '') : text;
}

function sideOf(form: SideForm): SideRequest {
  if (typeof form === 'string') return { text: form, where: null, timeZone: null, csv: unknownCsv };
  return {
    text: form.side,
    where: form.where ?? null,
    timeZone: form.time_zone ?? null,
    csv: {
      encoding: form.encoding ?? null,
      separator: form.separator ?? null,
      quote: form.quote ?? null,
      header: form.header ?? null,
      decimal: form.decimal ?? null,
      thousands: form.thousands ?? null,
      date: form.date ?? null,
      timestamp: form.timestamp ?? null,
      nullText: form.null ?? null,
      types: form.types ?? {},
    },
  };
}
