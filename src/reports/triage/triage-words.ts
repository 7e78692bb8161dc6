import { type TriageReport, understandings } from '../../triage/index.ts';
import { count, plural } from '../units.ts';

/** `30 bound, 8 parsed` */
export function understandingWords(counts: Readonly<Partial<Record<string, number>>>): string {
  return understandings
    .filter((each) => (counts[each] ?? 0) > 0)
    .map((each) => `${count(counts[each] ?? 0)} ${each}`)
    .join(', ');
}

/** What was looked at. */
export function estateWords({ counts }: TriageReport): string {
  const words = understandingWords(counts.understood);
  return `${plural(counts.objects, 'object')} in ${plural(counts.sources, 'source')}${words === '' ? '' : ` (${words})`}`;
}

/** What the logs could have shown. It stands wherever something is said to be unused. */
export function windowWords({ window }: TriageReport): string {
  if (window === null) return 'No query log was imported: nothing is said of use.';
  const day = (time: string) => time.slice(0, 10);
  const share = Math.floor(window.share * 1000) / 10;
  const robots = window.robots === 0 ? '' : `, ${count(window.robots)} of robots left out`;
  return `Use from ${day(window.from)} to ${day(window.to)}: ${count(window.queries)} queries${robots}, the tables of ${share} % known.`;
}

export function blindSpotWords({ window }: TriageReport): readonly string[] {
  if (window === null) return [];
  const opaque = window.understood.opaque ?? 0;
  return [
    ...(opaque > 0
      ? [
          `${count(opaque)} ${opaque === 1 ? 'query' : 'queries'} could not be understood, and may read anything.`,
        ]
      : []),
    ...window.blindSpots,
  ];
}

/** How an object is used, in words that say no more than is known. */
export function useText({
  use,
  declared,
}: Pick<TriageReport['objects'][number], 'use' | 'declared'>): string {
  return use === 'declared' ? `${useWords.declared}: ${declared.join(', ')}` : useWords[use];
}

const useWords = {
  read: 'read',
  declared: 'declared consumer',
  reached: 'needed further on',
  not_seen: 'no read seen',
  unknown: 'not known',
} as const;

export const parityWords = {
  none: '',
  differs: 'differs',
  matching: 'matches',
  ready: 'ready',
} as const;
