import type { Definition } from '../../environment/index.ts';
import { sqlTokens } from '../../text/index.ts';
import { placeAt } from './explained-side.ts';
import type { Place } from './explanation.ts';

/** What rows can go through in a query, as its text tells. */
export interface RowStep {
  readonly step: string;
  /** Whether it can leave rows out, and whether it can make more of them. */
  readonly loses: boolean;
  readonly adds: boolean;
  readonly place: Place | null;
}

const filters: Readonly<Record<string, string>> = {
  WHERE: 'filters rows',
  HAVING: 'filters groups',
  QUALIFY: 'filters by a window',
  LIMIT: 'keeps so many rows',
  DISTINCT: 'leaves out repeated rows',
  EXCEPT: 'takes rows away',
  INTERSECT: 'keeps rows of both',
};

const joinWords = new Set([
  'LEFT',
  'FULL',
  'OUTER',
  'RIGHT',
  'INNER',
  'CROSS',
  'SEMI',
  'ANTI',
  'NATURAL',
  'ASOF',
]);
const outer = new Set(['LEFT', 'FULL', 'OUTER', 'CROSS', 'RIGHT', 'POSITIONAL']);

/** The filters and joins of a model, in the order of its text. Those of a kind that keeps a part of the rows come last. */
export function rowSteps(definition: Definition): readonly RowStep[] {
  const { source } = definition;
  const header = /^\s*\/\*\s*---[\s\S]*?---\s*\*\//.exec(source)?.[0].length ?? 0;
  const tokens = sqlTokens(source).filter(({ kind, start }) => kind !== 'comment' && start >= header);
  const word = (index: number) => {
    const token = tokens[index];
    return token?.kind === 'word' ? source.slice(token.start, token.end).toUpperCase() : '';
  };
  const line = (start: number): Place | null => {
    const end = source.indexOf('\n', start);
    return placeAt(definition, { start, end: end < 0 ? source.length : end });
  };
  const found = tokens.flatMap(({ start }, index): RowStep[] => {
    const text = word(index);
    const filter = filters[text];
    // `count(DISTINCT x)`, `* EXCEPT (x)` and the WHERE of an aggregate's FILTER leave no rows out.
    const before = tokens[index - 1];
    const behind = before === undefined ? '' : source.slice(before.start, before.end);
    if (filter !== undefined && behind !== '(' && behind !== '*')
      return [{ step: filter, loses: true, adds: false, place: line(start) }];
    if (text === 'UNION')
      return [
        { step: 'puts rows together', loses: word(index + 1) !== 'ALL', adds: true, place: line(start) },
      ];
    if (text === 'UNNEST')
      return [{ step: 'makes a row of each element', loses: true, adds: true, place: line(start) }];
    if (text !== 'JOIN') return [];
    const kind = [word(index - 1), word(index - 2)];
    const from = joinWords.has(kind[0]!)
      ? tokens[joinWords.has(kind[1]!) ? index - 2 : index - 1]!.start
      : start;
    if (kind.some((each) => each === 'SEMI' || each === 'ANTI'))
      return [{ step: 'keeps rows by their partners', loses: true, adds: false, place: line(from) }];
    const isOuter = kind.some((each) => outer.has(each));
    return [
      {
        step: isOuter ? 'joins, keeping rows without a partner' : 'joins, leaving out rows without a partner',
        loses: !isOuter,
        adds: isOuter,
        place: line(from),
      },
    ];
  });
  return [...found, ...kindSteps(definition)];
}

function kindSteps({ kind }: Definition): RowStep[] {
  switch (kind) {
    case 'incremental_by_time_range':
      return [{ step: 'holds the intervals that were computed', loses: true, adds: false, place: null }];
    case 'incremental_by_unique_key':
      return [{ step: 'keeps one row of each key', loses: true, adds: true, place: null }];
    case 'append':
    case 'scd_type_2':
      return [{ step: 'keeps rows of earlier runs', loses: false, adds: true, place: null }];
    default:
      return [];
  }
}
