/**
 * A text with a change as the pages show it: lines with a space before them are context, `-` lines go, `+` lines come, `…` alone skips lines.
 * Rejects a change whose lines are not in the text, or are there more than once.
 */
export function applyDiff(text: string, diff: string): string {
  let result = text;
  for (const hunk of diff.replace(/\n$/, '').split(/^…$/m)) {
    const lines = hunk.split('\n').filter((line) => line !== '');
    const old = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    const next = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    const parts = `\n${result}`.split(`\n${old.join('\n')}\n`);
    if (parts.length !== 2)
      throw new Error(`these lines are ${parts.length - 1} times in the file:\n${old.join('\n')}`);
    result = parts.join(`\n${next.map((line) => `${line}\n`).join('')}`).slice(1);
  }
  return result;
}
