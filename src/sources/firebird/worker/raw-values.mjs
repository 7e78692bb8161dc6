/** Firebird's type codes of a statement's output, and what the decoders below give for them. */
const kinds = new Map([
  [448, 'bytes'], // VARCHAR
  [452, 'bytes'], // CHAR
  [480, 'double'],
  [482, 'float'],
  [496, 'integer'],
  [500, 'integer'], // SMALLINT
  [510, 'timestamp'],
  [520, 'blob'],
  [560, 'time'],
  [570, 'date'],
  [580, 'bigint'],
  [32764, 'boolean'],
]);

const empty = Buffer.alloc(0);
/** Firebird's type code of a reference: the driver makes a function of what has the type of a blob, and leaves this alone. */
const quad = 550;

/**
 * Makes a prepared statement give its values as they come over the wire, and says of each column what that is: 'integer' a number, 'bigint' an unscaled BigInt,
 * 'bytes' a view into the packet, 'date' days since 1858-11-17, 'time' and 'timestamp' hundreds of microseconds since midnight or that day, 'blob' its id; null for
 * a type that is not known. The driver's own decoders are exact neither for times (milliseconds, local Date) nor for CHAR (cut within a character), and
 * make values that would be taken apart again. They are called again from the start where a packet is incomplete, so these have no state.
 */
export function readRaw(statement) {
  return statement.output.map((column) => {
    const kind = kinds.get(column.type) ?? null;
    if (kind === null) return null;
    const read = readers[column.type === 452 ? 'fixed' : kind];
    const { length } = column;
    // Before protocol 13 a marker of NULL follows each value.
    column.decode = (data, marked) => {
      const value = read(data, length);
      return marked && data.readInt() ? null : value;
    };
    if (kind === 'blob') column.type = quad;
    return kind;
  });
}

const readers = {
  bytes: (data) => data.readArray() ?? empty,
  fixed: (data, length) => data.readBuffer(length) ?? empty,
  integer: (data) => data.readInt(),
  bigint: (data) => data.readInt64BigInt(),
  float: (data) => data.readFloat(),
  double: (data) => data.readDouble(),
  date: (data) => data.readInt(),
  time: (data) => data.readUInt(),
  // Below 2^53 for all of Firebird's years.
  timestamp: (data) => data.readInt() * 864_000_000 + data.readUInt(),
  boolean: (data) => data.readInt() !== 0,
  blob: (data) => data.readQuad(),
};
