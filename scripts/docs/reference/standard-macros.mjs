/** The macros that every project has, from their texts: each begins with a comment of what it gives and an example. */
export function standardMacrosPage(macros) {
  const parts = Object.entries(macros).flatMap(([name, { text }]) => {
    const [, comment = ''] = /^\{\{!--\n([\s\S]*?)\n--\}\}/.exec(text) ?? [];
    const lines = comment.split('\n');
    return [`## \`${name}\``, '', lines.slice(0, -1).join('\n'), '', '```sql', lines.at(-1), '```', ''];
  });
  return [
    '# Standard macros',
    '',
    'Every project has these. They are called as templates, and their arguments are SQL, written as text. A file `macros/lode/NAME.hbs` of the project goes before the standard one.',
    'How to write your own is on [a page of its own](../how-to/write-a-macro.md).',
    '',
    ...parts,
  ].join('\n');
}
