import { type Fork, forksOf, type Stretch } from './sql-outline.ts';

/** A way through a statement that a test may or may not take, and the statement that tells. */
export interface Probe {
  readonly kind: 'case branch' | 'else' | 'fallback' | 'filter' | 'join';
  /** What stands there, for people. */
  readonly what: string;
  readonly place: Stretch;
  /** The statement, changed so that it fails with `probeSign`, or gives another result, where the way is taken. */
  readonly sql: string;
  readonly tells: 'failure' | 'difference';
}

/** Stands in the message of the failure by which a probe tells that its way was taken. */
export const probeSign = 'lode: a test comes this way';

/** The probes of a statement, in the order of their places. */
export function probesOf(sql: string): Probe[] {
  return forksOf(sql).flatMap((fork) => probesOfFork(sql, fork));
}

const failure = `error('${probeSign}')`;

function probesOfFork(sql: string, fork: Fork): Probe[] {
  const text = ({ start, end }: Stretch) => sql.slice(start, end);
  const replaced = ({ start, end }: Stretch, by: string) => sql.slice(0, start) + by + sql.slice(end);
  /** Evaluated where the expression is; of its type. */
  const failing = (at: Stretch) => replaced(at, `coalesce(${failure}, ${text(at)})`);
  switch (fork.kind) {
    case 'case-when':
      return [
        {
          kind: 'case branch',
          what: text(fork.when),
          place: fork.when,
          sql: failing(fork.result),
          tells: 'failure',
        },
      ];
    case 'case-else': {
      const { otherwise, whole, end } = fork;
      if (otherwise !== null)
        return [
          {
            kind: 'else',
            what: `ELSE ${text(otherwise)}`,
            place: otherwise,
            sql: failing(otherwise),
            tells: 'failure',
          },
        ];
      const what = 'none of the CASE applies';
      const added = `${sql.slice(0, end)}ELSE ${failure} ${sql.slice(end)}`;
      return [{ kind: 'else', what, place: whole, sql: added, tells: 'failure' }];
    }
    case 'fallback':
      return [
        {
          kind: 'fallback',
          what: text(fork.whole),
          place: fork.argument,
          sql: failing(fork.argument),
          tells: 'failure',
        },
      ];
    case 'filter': {
      const decides = `CASE WHEN (${text(fork.condition)}) THEN true ELSE ${failure} END`;
      const others = fork.others.map((other) => `(${text(other)})`).join(' AND ');
      const whole = others === '' ? decides : `CASE WHEN ${others} THEN ${decides} ELSE false END`;
      return [
        {
          kind: 'filter',
          what: `${fork.keyword} ${text(fork.condition)} is not true`,
          place: fork.condition,
          sql: replaced(fork.clause, whole),
          tells: 'failure',
        },
      ];
    }
    case 'join':
      return instead[fork.join].map(([words, what]) => ({
        kind: 'join',
        what: `${text(fork.words)}: ${what}`,
        place: fork.words,
        sql: replaced(fork.words, words),
        tells: 'difference',
      }));
  }
}

/** With the other join, another result comes out if there is a row without a partner. */
const instead: Readonly<Record<'INNER' | 'LEFT' | 'RIGHT' | 'FULL', readonly (readonly [string, string])[]>> =
  {
    INNER: [['LEFT JOIN', 'a row on the left has no partner']],
    LEFT: [['INNER JOIN', 'a row on the left has no partner']],
    RIGHT: [['INNER JOIN', 'a row on the right has no partner']],
    FULL: [
      ['RIGHT JOIN', 'a row on the left has no partner'],
      ['LEFT JOIN', 'a row on the right has no partner'],
    ],
  };
