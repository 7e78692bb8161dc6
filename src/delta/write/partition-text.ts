import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type DeltaType, quoteName } from '../types/index.ts';

/**
 * SQL for the string that a partition value has in the log ("Partition Value Serialization"). The empty string is NULL there, and so it is here.
 */
export function partitionTextSql(name: string, type: DeltaType): string {
  const column = quoteName(name);
  if (type.kind === 'decimal') return `CAST(${column} AS VARCHAR)`;
  if (type.kind !== 'primitive') throw refused(name, type.kind);
  switch (type.name) {
    case 'string':
      return `nullif(${column}, '')`;
    case 'float':
    case 'double':
      return `CASE WHEN isnan(${column}) THEN 'NaN' WHEN isinf(${column}) THEN CASE WHEN ${column} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(${column} AS VARCHAR) END`;
    case 'timestamp':
      // UTC with its mark: a form without a zone would be read in the reader's own.
      return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case 'timestamp_ntz':
      return `strftime(${column}, '%Y-%m-%d %H:%M:%S.%f')`;
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'boolean':
    case 'date':
      return `CAST(${column} AS VARCHAR)`;
    case 'binary':
    case 'variant':
    case 'void':
      throw refused(name, type.name);
  }
}

function refused(column: string, type: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-partition-type', { column, type }));
}
