/** A name in PostgreSQL's SQL, exactly as it is stored. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal; the connection has standard_conforming_strings on. It has no U+0000, which PostgreSQL knows nowhere. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
