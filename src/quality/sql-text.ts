import type { AuditValue } from '../project/index.ts';

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A value to compare a column of type `type` with. Text is cast to the column's type. Numbers are not: cast to INTEGER, 1.5 would become 2 and accept it. Beside
 * a VARCHAR column everything is text, because the engine would cast the column and fail on its first row that is no number.
 */
export function valueLiteral(value: AuditValue, type: string): string {
  const isText = /^(VARCHAR|ENUM\b)/i.test(type);
  if (typeof value === 'string')
    return isText ? textLiteral(value) : `CAST(${textLiteral(value)} AS ${type})`;
  return isText ? textLiteral(String(value)) : String(value);
}

/** `wanted`, or with so many underscores behind it that no column is called so, in any case. */
export function freeName(wanted: string, columns: readonly { readonly name: string }[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  while (taken.has(name)) name += '_';
  return name;
}
