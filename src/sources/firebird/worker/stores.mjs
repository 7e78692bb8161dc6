import { Problem } from '../../server/worker/problem.mjs';
import { bits, bytes, fixed } from '../../server/worker/stores.mjs';

const daysTo1970 = 40_587;
const ticksADay = 864_000_000;

const put = (values, row, value) => {
  values[row] = value;
};

/** How the values that raw-values.mjs gives are stored. */
export function storeOf(column, capacity) {
  switch (column.store) {
    case 'int16':
      return fixed(new Int16Array(capacity), put);
    case 'int32':
      return fixed(new Int32Array(capacity), put);
    case 'float32':
      return fixed(new Float32Array(capacity), put);
    case 'float64':
      return fixed(new Float64Array(capacity), put);
    case 'int64':
      return fixed(new BigInt64Array(capacity), put);
    case 'decimal':
      return decimals(column, capacity);
    case 'date':
      return fixed(new Int32Array(capacity), (values, row, value) => {
        values[row] = value - daysTo1970;
      });
    case 'time':
      return fixed(new BigInt64Array(capacity), (values, row, value) => {
        values[row] = BigInt(value * 100);
      });
    case 'timestamp':
      return fixed(new BigInt64Array(capacity), (values, row, value) => {
        values[row] = BigInt(value - daysTo1970 * ticksADay) * 100n;
      });
    case 'bool':
      return bits(capacity, (value) => value);
    default:
      return bytes(column, capacity);
  }
}

/** Firebird does not hold a NUMERIC(9,2) to nine digits, but to what its integer can hold. */
function decimals({ name, wire, digits, scale }, capacity) {
  const most = 10n ** BigInt(digits) - 1n;
  const assign = (words, row, given) => {
    const value = wire === 'bigint' ? given : BigInt(given);
    if (value > most || value < -most)
      throw new Problem({ kind: 'digits', column: name, digits, scale, value: value.toString() });
    words[2 * row] = value;
    words[2 * row + 1] = value < 0n ? -1n : 0n;
  };
  return fixed(new BigInt64Array(2 * capacity), assign);
}
