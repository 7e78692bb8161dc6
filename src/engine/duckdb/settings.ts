import type { DatabaseOptions } from '../../ports/index.ts';

/**
 * The settings that change what a query means, pinned for every connection and part of each definition: the bound plan does not show their
 * effect. All are set for the whole instance, then the configuration is locked, so that no statement can change them.
 */
export function pinnedSettings(timeZone: string): Readonly<Record<string, string>> {
  return {
    Calendar: 'gregorian',
    TimeZone: timeZone,
    default_null_order: 'nulls_last',
    default_order: 'asc',
    ieee_floating_point_ops: 'true',
    integer_division: 'false',
  };
}

/**
 * What DuckDB must know when an instance is made: its resources, and that it loads no code and phones nobody.
 * No temporary folder means no spilling; DuckDB's own default would be `.tmp` in the working directory.
 */
export function instanceConfiguration(options: DatabaseOptions): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
    temp_directory: options.temporaryFolder ?? '',
    ...(options.threads === null ? {} : { threads: String(options.threads) }),
    ...(options.memoryLimit === null ? {} : { memory_limit: options.memoryLimit }),
  };
}

/**
 * All optimizers but those that move filters and columns down to the scans. These draw conclusions from statistics (an empty table has no rows for any filter), or leave plans
 * that cannot be serialised (`limit_pushdown`). `build_side_probe_side` stays: it settles the types of operators, without which many plans cannot be.
 */
const concludingOptimizers =
  'empty_result_pullup,regex_range,in_clause,join_order,statistics_propagation,common_subexpressions,common_aggregate,column_lifetime,limit_pushdown,row_group_pruner,top_n,top_n_window_elimination,compressed_materialization,duplicate_groups,reorder_filter,sampling_pushdown,join_filter_pushdown,extension,materialized_cte,sum_rewriter,late_materialization,common_subplan,join_elimination,window_self_join';

/** The statements that pin the settings of a fresh instance, limit where it may read and write, and lock it. */
export function lockingStatements(
  settings: Readonly<Record<string, string>>,
  { allowedFolders, plansOnly = false }: Pick<DatabaseOptions, 'allowedFolders' | 'plansOnly'>,
): string {
  const statements = Object.entries(settings).map(
    ([name, value]) => `SET GLOBAL ${name} = ${literal(value)}`,
  );
  // Binder errors then carry their position, candidates and subtype.
  statements.push('SET GLOBAL errors_as_json = true');
  if (plansOnly) statements.push(`SET GLOBAL disabled_optimizers = ${literal(concludingOptimizers)}`);
  if (allowedFolders !== null) {
    statements.push(
      `SET GLOBAL allowed_directories = [${allowedFolders.map(literal).join(', ')}]`,
      'SET GLOBAL enable_external_access = false',
    );
  }
  statements.push('SET GLOBAL lock_configuration = true');
  return statements.join(';\n');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
