import type { DuckDBConnection } from '@duckdb/node-api';
import { type Dialect, type LegacyParser, translate } from '../../../../src/triage/index.ts';
import { type Ask, queryOf } from './ask.ts';
import { known } from './tables.ts';

export interface Compared {
  readonly expression: string;
  readonly kind: 'equal' | 'told' | 'refused' | 'differs' | 'fails here' | 'fails there';
  readonly detail: string;
}

/** A value as both sides are compared: numbers by nine digits, truth values as numbers, moments without a zero fraction or time. */
export function plain(value: string): string {
  const text = value.trim();
  if (/^(<null>|∅|NULL|null)$/.test(text)) return 'null';
  if (/^(t|true|<true>)$/i.test(text)) return '1';
  if (/^(f|false|<false>)$/i.test(text)) return '0';
  if (/^-?\d*\.?\d+(e[+-]?\d+)?$/i.test(text)) return String(Number(Number(text).toPrecision(9)));
  return text
    .replace(/(\d{2}:\d{2}:\d{2})\.(\d*?)0*$/, (_, time: string, rest: string) =>
      rest === '' ? time : `${time}.${rest}`,
    )
    .replace(/[ T]00:00:00(\+00)?$/, '')
    .replace(/\+00$/, '');
}

/** Each expression on the server, whose answers are given, and its translation here. */
export async function compare(
  parser: LegacyParser,
  connection: DuckDBConnection,
  dialect: Dialect,
  expressions: readonly string[],
  answers: ReturnType<Ask>,
): Promise<Compared[]> {
  const found: Compared[] = [];
  for (const [at, expression] of expressions.entries()) {
    const text = queryOf(expression);
    const translation = translate(
      parser,
      { file: { path: 'q.sql', text }, start: 0, end: text.length },
      dialect,
      {
        tables: () => known,
      },
    );
    const tell = (kind: Compared['kind'], detail: string): number => found.push({ expression, kind, detail });
    const wanted = answers[at]?.map(plain);
    if (wanted === undefined) tell('fails there', '');
    else if (translation.kind === 'refused')
      tell('refused', translation.reasons.map((each) => `${each.summary}: ${each.detail}`).join('; '));
    else {
      const isTold = translation.warnings.some((each) => each.severity === 'warning');
      const words = translation.warnings.map((each) => each.summary).join('; ');
      try {
        const given = (await connection.runAndReadAll(translation.sql))
          .getRows()
          .map(([, value]) => plain(value === null ? '∅' : String(value)));
        if (JSON.stringify(given) === JSON.stringify(wanted))
          tell(isTold ? 'told' : 'equal', isTold ? `equal, ${words}` : '');
        else
          tell(
            isTold ? 'told' : 'differs',
            `there ${wanted.join(' | ')}, here ${given.join(' | ')}${isTold ? `, ${words}` : ''}`,
          );
      } catch (error) {
        tell('fails here', `${String(error).split('\n')[0]}: ${translation.sql}`);
      }
    }
  }
  return found;
}
