import type { DuckDBVector } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** Collects texts of one width for the rows of a chunk, then hands all of them to the engine at once. */
export interface HexadecimalWriter {
  /** Room for the texts of so many rows, as 4-byte words: those of a row begin at `row * width / 4`. */
  begin(rows: number): Uint32Array;
  finish(vector: DuckDBVector, rows: number, nulls: Uint8Array): void;
}

/** What a vector has, though the client's types do not show it. */
interface RawVector {
  readonly vector: Parameters<typeof bindings.vector_get_data>[0];
  readonly validity: {
    setItemValid(index: number, valid: boolean): void;
    flush(vector: RawVector['vector']): void;
  };
}

const cellWords = 4;
const inPlace = 12;

/**
 * A writer of texts of `width` characters, a multiple of 4. Handing the engine text by text costs more than making the texts: here the cells (`string_t`) are put together as the engine has them. Texts
 * too long for a cell are given to the engine as one long text, whose copy lies in the vector's own memory and lives as long as the vector; the cells then say where in it they are.
 */
export function hexadecimalWriter(width: number): HexadecimalWriter {
  const step = width / 4;
  let cells = new Uint32Array(0);
  let words = new Uint32Array(0);

  const fillShort = (rows: number) => {
    for (let row = 0; row < rows; row++) {
      const at = row * cellWords;
      cells[at] = width;
      for (let word = 0; word < step; word++) cells[at + 1 + word] = words[row * step + word]!;
    }
  };
  const fillLong = (rows: number, raw: RawVector['vector']) => {
    bindings.vector_assign_string_element_len(raw, 0, new Uint8Array(words.buffer, 0, rows * width));
    const first = bindings.vector_get_data(raw, cellWords * 4);
    const address = new DataView(first.buffer, first.byteOffset);
    let low = address.getUint32(8, true);
    let high = address.getUint32(12, true);
    for (let row = 0; row < rows; row++) {
      const at = row * cellWords;
      cells[at] = width;
      cells[at + 1] = words[row * step]!;
      cells[at + 2] = low;
      cells[at + 3] = high;
      low += width;
      if (low >= 2 ** 32) {
        low -= 2 ** 32;
        high += 1;
      }
    }
  };
  return {
    begin(rows) {
      if (cells.length < rows * cellWords) {
        cells = new Uint32Array(rows * cellWords);
        words = new Uint32Array(rows * step);
      }
      return words;
    },
    finish(vector, rows, nulls) {
      const { vector: raw, validity } = vector as unknown as RawVector;
      if (width > inPlace) fillLong(rows, raw);
      else fillShort(rows);
      let anyNull = false;
      for (let row = 0; row < rows; row++) {
        if (nulls[row] === 0) continue;
        anyNull = true;
        cells.fill(0, row * cellWords, (row + 1) * cellWords);
        validity.setItemValid(row, false);
      }
      bindings.copy_data_to_vector(raw, 0, cells.buffer as ArrayBuffer, 0, rows * cellWords * 4);
      if (anyNull) validity.flush(raw);
    },
  };
}

const digits = Uint16Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0');
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8);
});

/** Writes the eight hexadecimal digits of a 32-bit number as two words. */
export function writeDigits(value: number, words: Uint32Array, at: number): void {
  words[at] = digits[value >>> 24]! | (digits[(value >>> 16) & 255]! << 16);
  words[at + 1] = digits[(value >>> 8) & 255]! | (digits[value & 255]! << 16);
}
