import { canonicalJson, contentHash } from '../environment/index.ts';
import type { Audit } from '../project/index.ts';

/**
 * The audit as a text that is the same wherever it is written and whatever happens on failure, e.g. `accepted_range(care_minutes, {"max":null,"min":0})`.
 * Results are found again by it.
 */
export function auditKey(audit: Audit): string {
  const columns = audit.columns.map((column) => column.toLowerCase());
  const own = [...columns, ...('arguments' in audit ? [canonicalJson(shownArguments(audit))] : [])];
  const where = audit.where === undefined ? '' : ` where ${audit.where.replaceAll(/\s+/g, ' ')}`;
  // What a macro does is part of what is asked.
  const macros =
    audit.macros === undefined
      ? ''
      : ` with ${contentHash(audit.macros.map(({ text }) => text)).slice(0, 12)}`;
  return `${audit.name}(${own.join(', ')})${where}${macros}`;
}

function shownArguments(audit: Extract<Audit, { arguments: unknown }>): unknown {
  if (audit.name !== 'custom') return audit.arguments;
  const { audit: name, values, sql } = audit.arguments;
  return { audit: name, values, sql: contentHash(sql).slice(0, 12) };
}

/** What people read: the audit's own name, or what it is called and speaks of, e.g. `unique(id)`. */
export function auditName(audit: Audit): string {
  if (audit.label !== undefined) return audit.label;
  const name = audit.name === 'custom' ? audit.arguments.audit : audit.name;
  const said = audit.name === 'expression' ? [audit.arguments.sql.replaceAll(/\s+/g, ' ')] : audit.columns;
  return said.length === 0 ? name : `${name}(${said.join(', ')})`;
}
