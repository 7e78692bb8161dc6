/** The variables of a `.env` file: `NAME=value` lines, `export` before it, quotes around the value, `#` comments. */
export function readEnvironment(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) found[name] = unquote(value);
  }
  return found;
}

function unquote(value: string): string {
  const [, single] = /^'([^']*)'\s*(?:#.*)?$/.exec(value) ?? [];
  if (single !== undefined) return single;
  const [, double] = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(value) ?? [];
  if (double !== undefined)
    return double.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  return value.replace(/\s+#.*$/, '').trimEnd();
}
