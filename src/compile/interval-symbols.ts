import { boundLiteral, type Interval } from '../environment/index.ts';
import type { ModelHeader, RenderInterval, TimeGrain } from '../project/index.ts';

/*
 * In a definition the two ends of an interval are symbols: `DATE '{{start}}'`. They bind like the literals that stand in their place when a model runs, no date is like them, and no user can
 * write them: a template's braces are gone once it is rendered.
 */

/** The symbols of a model that is computed by interval; null for one that is not. */
export function symbolsOf(header: ModelHeader): RenderInterval | null {
  const byInterval =
    header.kind === 'incremental_by_time_range' || (header.kind === 'append' && header.timeColumn !== null);
  return byInterval ? boundsOf('{{start}}', '{{end}}', header.interval) : null;
}

/** A statement, or what was made of one, with the ends of an interval in the place of its symbols. */
export function withInterval(sql: string, interval: Interval, grain: TimeGrain): string {
  const symbols = boundsOf('{{start}}', '{{end}}', grain);
  const bounds = boundsOf(interval.start, interval.end, grain);
  return sql.replaceAll(symbols.start, bounds.start).replaceAll(symbols.end, bounds.end);
}

/** Whether a statement depends on its interval. */
export function usesInterval(sql: string): boolean {
  return sql.includes("'{{start}}'") || sql.includes("'{{end}}'");
}

function boundsOf(start: string, end: string, grain: TimeGrain): RenderInterval {
  return { start: boundLiteral(start, grain), end: boundLiteral(end, grain) };
}
