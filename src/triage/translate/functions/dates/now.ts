import { whole } from '../../work.ts';
import type { FunctionRule } from '../call.ts';

/** Now, as the server's clock on the wall; `family` as the original has it. */
export function now(family: 'timestamp' | 'timestamptz' | 'date' | 'time'): FunctionRule {
  return (call) => {
    if (call.work.dialect !== 'duckdb')
      call.work.tell('translate-current-moment', { name: call.name }, call.at);
    const sql = {
      timestamp: 'localtimestamp',
      timestamptz: 'current_timestamp',
      date: 'current_date',
      time: 'CAST(localtimestamp AS TIME)',
    }[family];
    return whole(sql, family);
  };
}
