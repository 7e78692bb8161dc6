import { writtenText } from '../names.ts';
import type { Fields } from '../tree.ts';
import { ranks, refuse, type Work, type Written, whole } from '../work.ts';

/** A number, a text or a moment as it stands in the query. */
export function writeLiteral(work: Work, fields: Fields): Written {
  const value = String(fields.value ?? '');
  switch (fields.literal_type) {
    case 'number':
      return number(work, value);
    case 'string':
    case 'national_string':
    case 'raw_string':
    case 'triple_quoted_string':
    case 'dollar_string':
      return text(work, value, fields);
    case 'escape_string':
      return whole(`E'${value.replace(/^E:/, '').replaceAll("'", "''")}'`, 'text');
    case 'date':
      return date(work, value, fields);
    case 'timestamp':
      return whole(`TIMESTAMP ${writtenText(value)}`, 'timestamp');
    case 'datetime':
      return whole(`TIMESTAMP ${writtenText(value)}`, 'timestamp');
    case 'time':
      return whole(`TIME ${writtenText(value)}`, 'time');
    default:
      return refuse(work, `A literal (${String(fields.literal_type)})`, fields);
  }
}

function number(work: Work, value: string): Written {
  if (!/^\d*\.?\d*(?:[eE][+-]?\d+)?$/.test(value)) return refuse(work, `The number ${value}`, null);
  if (/[eE]/.test(value)) {
    // PostgreSQL takes 25e-1 for 2.5 exactly.
    const exact = work.dialect === 'postgres' ? exactNumber(value) : null;
    return exact === null ? whole(value, 'float') : whole(exact, exact.includes('.') ? 'decimal' : 'integer');
  }
  // BigQuery's 0.1 is FLOAT64, DuckDB's a DECIMAL.
  if (work.dialect === 'bigquery' && value.includes('.')) return whole(`${value}e0`, 'float');
  return whole(value, value.includes('.') ? 'decimal' : 'integer');
}

/** The digits of a number with an exponent; null: too many for a DECIMAL. */
function exactNumber(value: string): string | null {
  const [, before, after, exponent] = /^(\d*)\.?(\d*)[eE]([+-]?\d+)$/.exec(value) ?? [];
  if (before === undefined || Math.abs(Number(exponent)) > 18) return null;
  const shift = Number(exponent) - after!.length;
  const digits = `${before}${after}`;
  if (shift >= 0) return `${digits}${'0'.repeat(shift)}.0`;
  const filled = digits.padStart(-shift + 1, '0');
  return `${filled.slice(0, shift)}.${filled.slice(shift)}`;
}

function text(work: Work, value: string, fields: Fields): Written {
  if (value === '' && work.facts.emptyIsNull) {
    work.tell('translate-empty-text', { dialect: work.facts.title }, fields);
    return { sql: 'CAST(NULL AS VARCHAR)', family: 'text', rank: ranks.whole };
  }
  return whole(writtenText(value), 'text');
}

function date(work: Work, value: string, fields: Fields): Written {
  const word = value.trim().toLowerCase();
  if (work.dialect === 'firebird' && ['today', 'now', 'yesterday', 'tomorrow'].includes(word)) {
    const shift = word === 'yesterday' ? ' - 1' : word === 'tomorrow' ? ' + 1' : '';
    return { sql: `current_date${shift}`, family: 'date', rank: shift === '' ? ranks.whole : ranks.sum };
  }
  if (!/^\d{4}-\d{1,2}-\d{1,2}$/.test(value.trim())) {
    if (work.dialect !== 'oracle') {
      const form = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value.trim());
      if (form !== null && work.dialect === 'firebird')
        return whole(`DATE '${form[3]}-${form[2]!.padStart(2, '0')}-${form[1]!.padStart(2, '0')}'`, 'date');
    }
    return refuse(work, `The date '${value}'`, fields);
  }
  // Oracle's DATE is a moment, midnight here.
  return work.dialect === 'oracle'
    ? whole(`TIMESTAMP '${value.trim()}'`, 'timestamp')
    : whole(`DATE '${value.trim()}'`, 'date');
}
