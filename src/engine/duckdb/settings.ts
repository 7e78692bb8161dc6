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

/** The statements that pin the settings of a fresh instance, limit where it may read and write, and lock it. */
export function lockingStatements(
  settings: Readonly<Record<string, string>>,
  allowedFolders: readonly string[] | null,
): string {
  const statements = Object.entries(settings).map(
    ([name, value]) => `SET GLOBAL ${name} = ${literal(value)}`,
  );
  // Binder errors then carry their position, candidates and subtype.
  statements.push('SET GLOBAL errors_as_json = true');
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
