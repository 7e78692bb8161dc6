/** A batch is handed over with so many rows, or earlier with so many bytes. */
export const batchRows = 16_384;
export const batchBytes = 4 << 20;

/**
 * Rows put into Arrow's buffers, column by column. What a column is stored as, {name, store, …}:
 *   int8 to int64, uint8 to uint64, float32, float64, bool
 *   decimal {digits, scale}   the unscaled value in 16 bytes
 *   date                      days since 1970; time, timestamp, timestamptz: microseconds
 *   utf8 {charset}            bytes that have to be UTF-8
 *   single-byte {charset}     bytes of a character set that has one byte a character
 *   binary                    bytes
 * `storeOf(column, capacity)` gives the {set, values, offsets} that takes a driver's values for it: see stores.mjs.
 * `finish` gives {rows, columns, transfer}: of each column {validity, values, offsets}, the ArrayBuffers to hand over without copying.
 */
export function batchColumns(columns, storeOf) {
  const builders = columns.map((column) => builderOf(storeOf(column, batchRows), batchRows));
  let rows = 0;
  let bytes = 0;
  return {
    rows: () => rows,
    bytes: () => bytes,
    isFull: () => rows >= batchRows || bytes >= batchBytes,
    /** A row as an array of values. */
    add(row) {
      for (let column = 0; column < builders.length; column++) {
        const value = row[column];
        if (value !== null) bytes += builders[column](rows, value);
      }
      rows++;
    },
    /** A value of the row at hand, by its place in a buffer; what is not put is NULL. */
    put(column, buffer, start, end) {
      bytes += builders[column](rows, buffer, start, end);
    },
    endRow() {
      rows++;
    },
    finish() {
      const finished = builders.map((builder) => builder.finish(rows));
      const transfer = finished.flatMap(({ validity, values, offsets }) =>
        [validity, values, offsets].filter((buffer) => buffer !== null),
      );
      return { rows, columns: finished, transfer };
    },
  };
}

function builderOf({ set, values, offsets = () => null }, capacity) {
  const validity = new Uint8Array((capacity + 7) >> 3);
  let present = 0;
  const add = (row, value, start, end) => {
    const size = set(row, value, start, end);
    // A store says -1 for a value that is to be NULL.
    if (size < 0) return 0;
    validity[row >> 3] |= 1 << (row & 7);
    present++;
    return size;
  };
  add.finish = (rows) => ({
    nulls: rows - present,
    validity: present === rows ? null : validity.buffer,
    values: values(rows),
    offsets: offsets(rows),
  });
  return add;
}
