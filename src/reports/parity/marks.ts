import type { NightMark } from '../../compare/parity/index.ts';

/** One letter a night, told apart without colour. */
const marks: Readonly<Record<NightMark, string>> = {
  matched: '=',
  accepted: '~',
  differs: 'x',
  failed: '!',
  missing: '_',
  pending: '?',
  off: '-',
  before: ' ',
};

const words: Readonly<Record<NightMark, string>> = {
  matched: 'matched',
  accepted: 'accepted',
  differs: 'differs',
  failed: 'failed',
  missing: 'no run',
  pending: 'still to come',
  off: 'day off',
  before: 'before its first run',
};

export function markOf(mark: NightMark): string {
  return marks[mark];
}

export function markWords(mark: NightMark): string {
  return words[mark];
}

/** What the marks that occur mean: `= matched  x differs`. */
export function legend(seen: Iterable<NightMark>): string {
  const present = new Set(seen);
  return (Object.keys(marks) as NightMark[])
    .filter((mark) => present.has(mark) && mark !== 'before')
    .map((mark) => `${marks[mark]} ${words[mark]}`)
    .join('  ');
}
