import {
  BLOB,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  VARCHAR,
} from '@duckdb/node-api';
import { bytesReader } from '../read-bytes.ts';
import { xxh32 } from './xxh32.ts';

/**
 * Gives a database Lode's own functions, for all of its connections. They are deterministic (CONSISTENT), live in the system catalog and so are found whatever the
 * search path is, and appear by name in serialised plans. Each is called on the main thread, a vector at a time: for distinct keys, not for every row.
 *
 * `lode_xxh32_hex(VARCHAR | BLOB) → VARCHAR`: XXH32, seed 0, of the UTF-8 bytes or of the blob, as 8 hexadecimal digits.
 */
export function registerFunctions(connection: DuckDBConnection): void {
  for (const parameter of [VARCHAR, BLOB]) connection.registerScalarFunction(xxh32Hex(parameter));
}

function xxh32Hex(parameter: DuckDBType): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name: 'lode_xxh32_hex',
    parameterTypes: [parameter],
    returnType: VARCHAR,
    mainFunction: (_info, input, output) => {
      const count = input.rowCount;
      const bytesAt = bytesReader(input.getColumnVector(0));
      for (let row = 0; row < count; row++) {
        const bytes = bytesAt(row);
        output.setItem(row, bytes === null ? null : xxh32(bytes).toString(16).padStart(8, '0'));
      }
      output.flush();
    },
  });
}
