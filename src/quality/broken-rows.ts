import type { Audit } from '../project/index.ts';
import { identifier, valueLiteral } from './sql-text.ts';

/** An audit that looks at one row at a time. */
export type RowAudit = Extract<Audit, { name: 'not_null' | 'accepted_values' | 'accepted_range' }>;

export function isRowAudit(audit: Audit): audit is RowAudit {
  return audit.name === 'not_null' || audit.name === 'accepted_values' || audit.name === 'accepted_range';
}

/**
 * The condition that is true for the rows that break the audit. A NULL breaks `not_null` alone. `typeOf` gives a column's type by its name in any case.
 */
export function brokenRows(audit: RowAudit, typeOf: (column: string) => string): string {
  const conditions = audit.columns.map((column) => {
    const name = identifier(column);
    switch (audit.name) {
      case 'not_null':
        return `${name} IS NULL`;
      case 'accepted_values': {
        const values = audit.arguments.values.map((value) => valueLiteral(value, typeOf(column)));
        return values.length === 0 ? `${name} IS NOT NULL` : `${name} NOT IN (${values.join(', ')})`;
      }
      case 'accepted_range': {
        const { min, max } = audit.arguments;
        const outside = [
          ...(min === null ? [] : [`${name} < ${valueLiteral(min, typeOf(column))}`]),
          ...(max === null ? [] : [`${name} > ${valueLiteral(max, typeOf(column))}`]),
        ];
        return outside.length === 0 ? 'false' : `(${outside.join(' OR ')})`;
      }
      default:
        return audit satisfies never;
    }
  });
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`;
}
