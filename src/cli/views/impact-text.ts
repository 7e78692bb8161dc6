import type { RelationImpact } from '../../lineage/index.ts';
import type { Audit } from '../../project/index.ts';
import type { Style } from './style.ts';

/**
 * What changes if a column disappears: relation by relation the columns whose values come from it, those that it decides, the audits that look at either, and
 * the consumers at the end.
 */
export function impactText(
  impacts: readonly RelationImpact[],
  subject: string,
  auditsOf: (relation: string) => readonly Audit[],
  style: Style,
): string {
  if (impacts.length === 0) return `${style.bold('Impact')}\n  Nothing reads ${subject}.\n`;
  const lines = [style.bold(`Impact of ${subject}`)];
  for (const impact of impacts) {
    const values = impact.columns.filter((column) => column.value).map((column) => column.name);
    const decided = impact.columns.filter((column) => !column.value).map((column) => column.name);
    lines.push(`  ${impact.relation}${style.dim(impact.type === 'exposure' ? '  consumer' : '')}`);
    if (values.length > 0) lines.push(`    ${style.dim('values:')}  ${values.join(', ')}`);
    if (decided.length > 0) lines.push(`    ${style.dim('decided:')} ${decided.join(', ')}`);
    if (impact.rows) lines.push(`    ${style.dim('rows:')}    other rows come out`);
    const audits = auditsOf(impact.relation).filter((audit) => touches(audit, impact));
    if (audits.length > 0) lines.push(`    ${style.dim('audits:')}  ${audits.map(auditName).join(', ')}`);
  }
  const models = impacts.filter((impact) => impact.type === 'model').length;
  const consumers = impacts.filter((impact) => impact.type === 'exposure').length;
  const columns = impacts.reduce((sum, impact) => sum + impact.columns.length, 0);
  lines.push(
    `  ${style.dim(`${columns} column${columns === 1 ? '' : 's'} of ${models} model${models === 1 ? '' : 's'}, ${consumers} consumer${consumers === 1 ? '' : 's'}`)}`,
  );
  return `${lines.join('\n')}\n`;
}

function touches(audit: Audit, impact: RelationImpact): boolean {
  if (audit.columns.length === 0) return impact.rows;
  const touched = new Set(impact.columns.map((column) => column.name.toLowerCase()));
  return audit.columns.some((column) => touched.has(column.toLowerCase()));
}

function auditName(audit: Audit): string {
  return audit.columns.length === 0 ? audit.name : `${audit.name}(${audit.columns.join(', ')})`;
}
