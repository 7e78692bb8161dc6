/** Output with everything replaced that differs from run to run: times, durations, sizes, ids, and the width that they give columns. */
export function normalise(text: string): string {
  return (
    text
      .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>')
      .replace(/\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z/g, '<time>')
      // A moment to the minute, as tables of what was done show it.
      .replace(/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?![:\d…])/g, '<time>')
      // The same, cut off by the width of its column.
      .replace(/\b\d{4}-\d{2}-\d{2} …(?= {2}|$)/gm, '<time>')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/\b[0-9a-f]{40,64}\b/g, '<hash>')
      // The beginning of one, as tables show it: letters and digits together.
      .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, '<hash>')
      .replace(/\b\d+ min \d+ s\b|\b\d+(\.\d+)? s\b/g, '<duration>')
      .replace(/\b\d+(\.\d+)? (B|kB|MB|GB)\b/g, '<size>')
      .replace(/[─-]{3,}/g, '─')
      .split('\n')
      .map((line) => line.replace(/(\S) {2,}/g, '$1 ').trimEnd())
      .join('\n')
      .trim()
  );
}

/** Models finish in any order: their lines are compared sorted, between the lines that are not of that kind. */
export function sortFinished(lines: readonly string[]): string[] {
  const sorted: string[] = [];
  let run: string[] = [];
  for (const line of lines) {
    if (/^ {2}[✓!✗·] (?!committed)/.test(line)) run.push(line);
    else {
      sorted.push(...run.sort(), line);
      run = [];
    }
  }
  return [...sorted, ...run.sort()];
}

/** Whether output is as a page shows it; a line `…` in the page stands for any lines. */
export function matches(expected: string, found: string): boolean {
  const have = sortFinished(normalise(found).split('\n'));
  const want = sortFinished(normalise(expected).split('\n'));
  const fits = (at: number, from: number): boolean => {
    if (at === want.length) return from === have.length;
    if (want[at] !== '…') return have[from] === want[at] && fits(at + 1, from + 1);
    for (let rest = from; rest <= have.length; rest++) if (fits(at + 1, rest)) return true;
    return false;
  };
  return fits(0, 0);
}
