/**
 * Which line of a template each line of what it became stands on, lines counted from 1. Lines that a template leaves as they are, or changes in a part, hold the two together; one that it made
 * lies with the last of them before it.
 */
export function sourceLines(template: string, made: string): (line: number) => number {
  const same = new Map<string, number[]>();
  const alike: { readonly at: number; readonly pattern: RegExp }[] = [];
  template.split('\n').forEach((written, at) => {
    const line = written.trim();
    if (!line.includes('{{')) {
      if (line !== '') same.set(line, [...(same.get(line) ?? []), at]);
    } else if (/\w/.test(line.replaceAll(inserted, ''))) alike.push({ at, pattern: patternOf(line) });
  });
  let last = 0;
  let nextAlike = 0;
  const found = made.split('\n').map((written) => {
    const line = written.trim();
    const exact = same.get(line)?.find((at) => at >= last);
    while (nextAlike < alike.length && alike[nextAlike]!.at < last) nextAlike++;
    const near =
      line === ''
        ? undefined
        : alike.slice(nextAlike, nextAlike + reach).find(({ pattern }) => pattern.test(line))?.at;
    last = Math.min(exact ?? near ?? last, near ?? exact ?? last);
    return last + 1;
  });
  return (line) => found[Math.min(line, found.length) - 1] ?? 1;
}

/** A line is looked for among so many that are filled in. */
const reach = 20;
const inserted = /\{\{.*?\}\}/g;

function patternOf(line: string): RegExp {
  const literal = line.split(inserted).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*?')}$`);
}
