import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import {
  type Audit,
  type AuditValue,
  type PersonalArguments,
  percentText,
  thresholdText,
} from '../project/index.ts';
import { auditName } from './audit-key.ts';
import type { AuditResult } from './audit-result.ts';

/**
 * What to say of the audits of a table that failed: an error where the audit blocks, a warning where it only warns or has put rows aside. `results` belong to `audits` by place; `rows` is the count of the
 * table's rows. `standing`: they looked at rows that stand already: null: at new ones; else the models whose change they were asked because of, none where nothing was to be committed.
 */
export function auditDiagnostics(
  model: string,
  audits: readonly Audit[],
  results: readonly AuditResult[],
  rows: number,
  standing: readonly string[] | null = null,
): Diagnostic[] {
  return results.flatMap((result, place) => {
    const audit = audits[place]!;
    const uncompared =
      result.uncompared === true
        ? [diagnose('audit-not-compared', { model, audit: auditName(audit) }, { subject: audit.span })]
        : [];
    if (result.status === 'passed') return uncompared;
    const blocks = result.onFailure === 'block';
    const failed = diagnose(
      'audit-failed',
      {
        model,
        expected: expectation(audit),
        found: foundWords(audit, result, rows),
        sample: result.sample === null ? null : { columns: result.sample.columns, rows: result.sample.rows },
        blocks,
        standing: standing !== null,
        because: standing ?? [],
        quarantined: result.onFailure === 'quarantine',
        name: audit.label ?? null,
        description: audit.description ?? null,
      },
      { subject: audit.span, severity: blocks ? 'error' : 'warning' },
    );
    return [...uncompared, failed];
  });
}

/** What an audit expects, in words: `every row to have a value in `id``. */
export function expectation(audit: Audit): string {
  const condition = audit.where === undefined ? '' : `, where ${oneLine(audit.where)}`;
  return `${expectationOf(audit)}${condition}`;
}

function expectationOf(audit: Audit): string {
  const columns = audit.columns.map((column) => `\`${column}\``).join(', ');
  const key = audit.columns.length === 1 ? columns : `(${columns})`;
  switch (audit.name) {
    case 'not_null':
      return `every row to have a value in ${columns}`;
    case 'unique':
      return `every row to have a value of its own in ${key}`;
    case 'accepted_values':
      return `every value of ${columns} to be one of ${audit.arguments.values.map(shownValue).join(', ')}`;
    case 'not_accepted_values':
      return `no value of ${columns} to be one of ${audit.arguments.values.map(shownValue).join(', ')}`;
    case 'accepted_range': {
      const { min, max, inclusive = true } = audit.arguments;
      return `every value of ${columns} to be ${bounds(min, max, shownValue)}${inclusive ? '' : ', the bounds left out'}`;
    }
    case 'expression':
      return `${oneLine(audit.arguments.sql)} to be true of every row`;
    case 'match_regex':
      return `every value of ${columns} to match ${audit.arguments.pattern}`;
    case 'not_match_regex':
      return `no value of ${columns} to match ${audit.arguments.pattern}`;
    case 'relationships': {
      const fields = audit.arguments.fields.map((field) => `\`${field}\``).join(', ');
      return `every value of ${key} to stand in ${fields} of \`${audit.arguments.to}\``;
    }
    case 'null_share':
      return `the share of rows without ${columns} to be ${bounds(audit.arguments.min, audit.arguments.max, percentText)}`;
    case 'row_count': {
      const { min, max, minChange, maxChange } = audit.arguments;
      const parts = [
        ...(min === null && max === null ? [] : [`the number of rows to be ${bounds(min, max, shownValue)}`]),
        ...(minChange === undefined && maxChange === undefined
          ? []
          : [
              `the number of rows to change by ${bounds(minChange ?? null, maxChange ?? null, shownChange)} against the version before`,
            ]),
      ];
      return parts.join(', and ');
    }
    case 'freshness':
      return `the newest ${columns} to be no older than ${shownAge(audit.arguments.maxAgeSeconds)}`;
    case 'sequential_values': {
      const groups = audit.arguments.groupBy.map((column) => `\`${column}\``).join(', ');
      return `each value of ${columns} to be ${audit.arguments.step} after the one before it${groups === '' ? '' : ` within ${groups}`}`;
    }
    case 'mutually_exclusive_ranges': {
      const { gaps, partitionBy } = audit.arguments;
      const groups = partitionBy.map((column) => `\`${column}\``).join(', ');
      const between = { allowed: '', not_allowed: ', nor leave gaps', required: ', and to leave gaps' }[gaps];
      return `the ranges of ${columns} not to overlap${between}${groups === '' ? '' : ` within ${groups}`}`;
    }
    case 'reconcile': {
      const { with: other, groupBy, tolerance } = audit.arguments;
      const what = audit.columns.length === 0 ? 'the number of rows' : `the sum of ${columns}`;
      const within =
        tolerance.value === 0
          ? ''
          : ` within ${tolerance.unit === 'share' ? percentText(tolerance.value) : tolerance.value}`;
      const groups =
        groupBy.length === 0 ? '' : ` for each ${groupBy.map((column) => `\`${column}\``).join(', ')}`;
      return `${what} to be that of \`${other}\`${groups}${within}`;
    }
    case 'distribution':
      return `the values of ${columns} to be spread as in the version before, with an index of at most ${audit.arguments.max}`;
    case 'no_personal_data':
      return `no name or number of ${personalWords(audit.arguments)} to stand in ${columns}`;
    case 'custom':
      return `no row to be found by the audit \`${audit.arguments.audit}\``;
  }
}

/** The relations, not each column: there may be many. */
function personalWords({ of, personal }: PersonalArguments): string {
  const named = of ?? [...new Set(personal.map(({ relation }) => relation))];
  const shown = named.slice(0, 4).map((name) => `\`${name}\``);
  const others = named.length - shown.length;
  return `a person in ${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

function foundWords(audit: Audit, result: AuditResult, rows: number): string {
  const { failures, measured } = result;
  const threshold =
    result.onFailure === 'block' && audit.errorIf !== undefined
      ? ` That is ${thresholdText(audit.errorIf)}.`
      : '';
  switch (audit.name) {
    case 'row_count': {
      const before =
        measured === undefined ? '' : ` The version before has ${counted(Number(measured), 'row')}.`;
      return `It has ${counted(audit.where === undefined ? rows : result.rows, 'row')}.${before}`;
    }
    case 'null_share':
      return `It is ${percentText(Number(Number(measured).toPrecision(4)))} of ${counted(result.rows, 'row')}.`;
    case 'freshness':
      return measured === undefined
        ? result.rows === 0
          ? 'There is no row.'
          : 'The newest is older, or there is none.'
        : `The newest is ${measured}.`;
    case 'distribution':
      return `The index is ${measured}.`;
    case 'reconcile':
      return audit.arguments.groupBy.length === 0
        ? 'It is not.'
        : `${failures.toLocaleString('en-US')} of ${counted(result.rows, 'group')} ${failures === 1 ? 'differs' : 'differ'}.${threshold}`;
    case 'custom':
      return `It found ${counted(failures, 'row')}.${threshold}`;
    default: {
      const isAll = audit.where === undefined && audit.onFailure !== 'quarantine';
      const all = counted(isAll ? rows : result.rows, 'row');
      return `${failures.toLocaleString('en-US')} of ${all} ${failures === 1 ? 'does' : 'do'} not.${threshold}`;
    }
  }
}

function bounds<V>(min: V | null, max: V | null, shown: (value: V) => string): string {
  if (min === null) return max === null ? 'any' : `at most ${shown(max)}`;
  return max === null ? `at least ${shown(min)}` : `between ${shown(min)} and ${shown(max)}`;
}

function shownValue(value: AuditValue): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function shownChange({ value, unit }: { value: number; unit: 'rows' | 'share' }): string {
  const sign = value > 0 ? '+' : '';
  return unit === 'share' ? `${sign}${percentText(value)}` : `${sign}${value}`;
}

const lengths = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function shownAge(seconds: number): string {
  const [unit, length] = lengths.find(([, each]) => seconds % each === 0) ?? (['second', 1] as const);
  return counted(seconds / length, unit);
}

function oneLine(sql: string): string {
  return `\`${sql.replaceAll(/\s+/g, ' ').trim()}\``;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
