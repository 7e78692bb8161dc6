import { version } from '@duckdb/node-api';
import type { Engine } from '../../ports/index.ts';
import { openDatabase } from './database.ts';
import { concurrentQueries, querySlots } from './query-slots.ts';

/**
 * DuckDB as the Engine. All databases of one engine share its slots: at most `queries` statements run at once, by default two fewer than libuv's pool has threads.
 */
export function duckdbEngine(queries: number = concurrentQueries(process.env.UV_THREADPOOL_SIZE)): Engine {
  const slots = querySlots(queries);
  return {
    name: 'duckdb',
    version: version().replace(/^v/, ''),
    open: (options) => openDatabase(options, slots),
  };
}
