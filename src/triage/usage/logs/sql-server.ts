/** What SQL Server ran, by what a program sent: drivers wrap a statement with parameters into `sp_executesql` and its like. Null: it is nothing of that kind. */
export function wrappedStatement(sql: string): string | null {
  const call =
    /\bexec(?:ute)?\s+(?:\[?sys\]?\.)?(sp_executesql|sp_(?:cursor)?prepexec|sp_cursoropen)\b/i.exec(sql);
  if (call === null || /\b(?:select|from|update|delete|insert)\b/i.test(sql.slice(0, call.index)))
    return null;
  // Those that prepare have the declaration of the parameters first; NULL stands for none.
  const wanted = /prepexec/i.test(call[1]!) ? 2 : 1;
  const literal = /[\s\w@=,.-]*?[nN]?'((?:[^']|'')*)'/y;
  literal.lastIndex = call.index + call[0].length;
  let found: string | null = null;
  for (let count = 0; count < wanted; count++) {
    const match = literal.exec(sql);
    if (match === null) break;
    found = match[1]!.replaceAll("''", "'");
  }
  return found;
}

/** A statement of Query Store without the declaration of its parameters: `(@p1 int)select …`. */
export function withoutParameters(sql: string): string {
  if (!/^\s*\(\s*@/.test(sql)) return sql;
  let depth = 0;
  for (let at = sql.indexOf('('); at < sql.length; at++) {
    if (sql[at] === '(') depth++;
    else if (sql[at] === ')' && --depth === 0) return sql.slice(at + 1);
  }
  return sql;
}
