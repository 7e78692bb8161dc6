import type { Dialect } from '../estate/dialect.ts';
import type { Call } from './call.ts';
import { scheduleWords } from './schedule-words.ts';
import { type Arguments, eachOption, plainText } from './value.ts';

/** What operators and hooks of Airflow are called for the database that they speak to. */
const databases: readonly (readonly [name: RegExp, dialect: Dialect])[] = [
  [/^(?:Postgres|PgSql|Redshift)/i, 'postgres'],
  [/^MySql/i, 'mysql'],
  [/^(?:MsSql|Mssql)/i, 'tsql'],
  [/^Oracle/i, 'oracle'],
  [/^Snowflake/i, 'snowflake'],
  [/^(?:BigQuery|GCSToBigQuery)/i, 'bigquery'],
  [/^Teradata/i, 'teradata'],
  [/^Databricks/i, 'databricks'],
];

/** The dialect of an operator or a hook, by its name; null: its name does not tell. */
export function dialectOfAirflow(name: string): Dialect | null {
  return databases.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

export function isHook(name: string): boolean {
  return /^[A-Z]\w*Hook$/.test(name);
}

/** A DAG says when it runs and whose it is. */
export function noteDag(call: Call, args: Arguments): void {
  for (const name of ['schedule_interval', 'schedule', 'timetable']) {
    const words = scheduleWords(args.named.get(name), call.words.get(name) ?? '');
    if (words !== null) call.recorder.schedule(words);
  }
  for (const each of eachOption(args.named.get('default_args')))
    if (each.kind === 'dict')
      for (const [key, value] of each.entries) {
        const owner = plainText(value);
        // What Airflow writes where nobody says anything.
        if (plainText(key) === 'owner' && owner !== null && !/^(?:airflow|)$/i.test(owner))
          call.recorder.owner(owner);
      }
}
