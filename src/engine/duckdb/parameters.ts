import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  INTEGER,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import type { SqlParameter } from '../../ports/index.ts';

/** Parameters with the types that they are bound as: a whole number is INTEGER or BIGINT, any other DOUBLE; a bigint BIGINT or HUGEINT. */
export function boundParameters(parameters: readonly SqlParameter[]): {
  values: DuckDBValue[];
  types: DuckDBType[];
} {
  const bound = parameters.map(boundParameter);
  return { values: bound.map(([value]) => value), types: bound.map(([, type]) => type) };
}

function boundParameter(parameter: SqlParameter): [DuckDBValue, DuckDBType] {
  if (parameter === null) return [null, SQLNULL];
  switch (typeof parameter) {
    case 'boolean':
      return [parameter, BOOLEAN];
    case 'string':
      return [parameter, VARCHAR];
    case 'bigint':
      return [parameter, BigInt.asIntN(64, parameter) === parameter ? BIGINT : HUGEINT];
    case 'number':
      if (!Number.isSafeInteger(parameter) || Object.is(parameter, -0)) return [parameter, DOUBLE];
      return (parameter | 0) === parameter ? [parameter, INTEGER] : [BigInt(parameter), BIGINT];
    default:
      return [blobValue(parameter), BLOB];
  }
}
