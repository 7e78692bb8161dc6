import { diagnose, type Outcome } from '../../diagnostics/index.ts';
import { addDays, type Night } from './night.ts';

const placeholder = /\{\{([^{}]*)\}\}/g;
const known = /^\s*night\s*(?:([-+])\s*(\d{1,4})\s*)?(?:"([^"]*)"\s*|'([^']*)'\s*)?$/;

/**
 * A text with the night in it: `{{night}}` is `2026-03-01`, `{{night - 1}}` the day before, `{{night - 1 "%d%m%y"}}` in a form of its own (`%Y %y %m %d %j`). Anything else between double braces is
 * `parity-placeholder`.
 */
export function fillNight(text: string, night: Night): Outcome<string> {
  const wrong: string[] = [];
  const value = text.replace(placeholder, (whole, inside: string) => {
    const match = known.exec(inside);
    const form = match?.[3] ?? match?.[4] ?? '%Y-%m-%d';
    if (match === null || /%(?![Yymdj%])/.test(form.replaceAll('%%', ''))) {
      wrong.push(whole);
      return whole;
    }
    const days = match[2] === undefined ? 0 : Number(`${match[1]}${match[2]}`);
    return formatted(addDays(night, days), form);
  });
  return { value, diagnostics: wrong.map((each) => diagnose('parity-placeholder', { text: each })) };
}

/** The same in every text of a value. */
export function fillNightIn<T>(value: T, night: Night): Outcome<T> {
  const diagnostics: Outcome<T>['diagnostics'][number][] = [];
  const visit = (each: unknown): unknown => {
    if (typeof each === 'string') {
      const filled = fillNight(each, night);
      diagnostics.push(...filled.diagnostics);
      return filled.value;
    }
    if (Array.isArray(each)) return each.map(visit);
    if (each !== null && typeof each === 'object')
      return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, visit(item)]));
    return each;
  };
  return { value: visit(value) as T, diagnostics };
}

function formatted(night: Night, form: string): string {
  const [year = '', month = '', day = ''] = night.split('-');
  const ofYear = (Date.parse(`${night}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / 86_400_000 + 1;
  const parts: Readonly<Record<string, string>> = {
    Y: year,
    y: year.slice(2),
    m: month,
    d: day,
    j: String(ofYear).padStart(3, '0'),
    '%': '%',
  };
  return form.replace(/%([Yymdj%])/g, (_, letter: string) => parts[letter]!);
}
