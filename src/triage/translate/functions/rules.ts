import type { Dialect } from '../../estate/dialect.ts';
import { bigqueryFunctions } from './bigquery.ts';
import type { FunctionRule, FunctionRules } from './call.ts';
import { databricksFunctions } from './databricks.ts';
import { db2Functions } from './db2.ts';
import { firebirdFunctions } from './firebird.ts';
import { mysqlFunctions } from './mysql.ts';
import { oracleFunctions } from './oracle.ts';
import { postgresFunctions } from './postgres.ts';
import { sharedFunctions } from './shared.ts';
import { snowflakeFunctions } from './snowflake.ts';
import { teradataFunctions } from './teradata.ts';
import { tsqlFunctions } from './tsql.ts';

const byDialect: Readonly<Record<Dialect, FunctionRules>> = {
  tsql: tsqlFunctions,
  oracle: oracleFunctions,
  mysql: mysqlFunctions,
  db2: db2Functions,
  teradata: teradataFunctions,
  snowflake: snowflakeFunctions,
  postgres: postgresFunctions,
  firebird: firebirdFunctions,
  bigquery: bigqueryFunctions,
  databricks: databricksFunctions,
  duckdb: {},
  ansi: {},
};

/** How a function of the dialect is written in DuckDB; undefined: not known. `name` in capitals. */
export function functionRule(dialect: Dialect, name: string): FunctionRule | undefined {
  const own = byDialect[dialect];
  if (Object.hasOwn(own, name)) return own[name];
  return Object.hasOwn(sharedFunctions, name) ? sharedFunctions[name] : undefined;
}
