import { type DeltaType, toDuckDBType } from '../types/index.ts';

/** SQL that turns a partition value's string (the expression `text`) into a value of the column's type. null and the empty string are NULL. */
export function partitionValueSql(text: string, type: DeltaType): string {
  const given = `nullif(${text}, '')`;
  if (type.kind === 'primitive') {
    switch (type.name) {
      case 'string':
        return given;
      case 'timestamp':
        // The old form has no zone: it is in the writer's, which nothing tells. The session's is the best guess, and what Spark does.
        return `CAST(${given} AS TIMESTAMP WITH TIME ZONE)`;
      case 'timestamp_ntz':
        return `CAST(${given} AS TIMESTAMP)`;
      case 'binary':
        return `encode(${given})`;
      default:
        break;
    }
  }
  return `CAST(${given} AS ${toDuckDBType(type)})`;
}
