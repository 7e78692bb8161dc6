import { type DuckDBDataChunk, DuckDBScalarFunction, type DuckDBType, VARCHAR } from '@duckdb/node-api';
import { textReader } from './read-texts.ts';
import { hexadecimalWriter } from './write-hexadecimal.ts';

/** Writes the digits for the bytes from `start` to before `end` into `words` at `at`. */
export type HashBytes = (
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Uint32Array,
  at: number,
) => void;

export interface HashFunction {
  readonly name: string;
  /** The first is VARCHAR or BLOB. Where any argument is NULL, so is the result. */
  readonly parameters: readonly DuckDBType[];
  /** Characters of the result. */
  readonly width: number;
  /** The hash for each row of a chunk, by its other arguments; null where one of these is NULL. Throws where there is none: the query then fails with the error's words. */
  readonly hashFor: (input: DuckDBDataChunk, rows: number) => (row: number) => HashBytes | null;
}

/** A deterministic scalar function of the engine that gives a hash as hexadecimal digits. */
export function hashFunction({ name, parameters, width, hashFor }: HashFunction): DuckDBScalarFunction {
  const read = textReader();
  const writer = hexadecimalWriter(width);
  const step = width / 4;
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters,
    returnType: VARCHAR,
    mainFunction(info, input, output) {
      try {
        const rows = input.rowCount;
        const { bytes, ends, nulls } = read(input.getColumnVector(0), rows);
        const words = writer.begin(rows);
        const hashAt = hashFor(input, rows);
        for (let row = 0; row < rows; row++) {
          if (nulls[row] === 1) continue;
          const hash = hashAt(row);
          if (hash === null) nulls[row] = 1;
          else hash(bytes, ends[row]!, ends[row + 1]!, words, row * step);
        }
        writer.finish(output, rows, nulls);
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error));
      }
    },
  });
}
