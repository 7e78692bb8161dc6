/** DuckDB reads a path as a pattern: a pattern that matches only the path itself. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[]/g, (sign) => `[${sign}]`);
}

/** The same in SQL. */
export function literalGlobSql(path: string): string {
  return `regexp_replace(${path}, '([*?\\[])', '[\\1]', 'g')`;
}
