/**
 * A statement of `performance_schema.events_statements_summary_by_digest` as one that can be parsed: the server writes `...` for lists of values, and for what it had no room for at the end.
 */
export function queryOfDigest(text: string): { readonly sql: string; readonly isCut: boolean } {
  const whole = text
    .replaceAll('/* , ... */', '')
    .replaceAll(/\(\s*\.\.\.\s*\)/g, '(?)')
    .replaceAll(/(\?\s*),\s*\.\.\./g, '$1')
    .trim();
  const isCut = whole.endsWith('...');
  return { sql: isCut ? whole.slice(0, -3).trim() : whole, isCut };
}
