/** Words that DuckDB takes for names only in quotation marks. */
const reserved = new Set(
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe distinct do else end except false fetch for foreign from full glob group having ilike in initially inner intersect into is isnull join lambda lateral leading left like limit map natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning right select semi show similar some struct summarize symmetric table tablesample then to trailing true try_cast union unique unpivot using values variadic when where window with anti asof authorization binary collation concurrently cross freeze generated interval verbose at by unpack'.split(
    ' ',
  ),
);

/** A name as DuckDB reads it. Quotation marks stand only where they are needed: DuckDB compares names without case either way. */
export function writtenName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toLowerCase())
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** A piece of text as a literal. */
export function writtenText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
