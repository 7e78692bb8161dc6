/** A Markdown table as lines; an empty table is no lines. */
export function table(head, rows) {
  if (rows.length === 0) return [];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Text as the cell of a table: one line, with `|` escaped; `<` is text, not a tag. */
export function cell(text) {
  const outside = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return outside.replaceAll(/`[^`]*`|<|\*/g, (part) => (part === '<' ? '&lt;' : part === '*' ? '\\*' : part));
}
