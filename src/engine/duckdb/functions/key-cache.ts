import { xxh32 } from './xxh32.ts';

/** What was computed of byte strings, by their bytes. */
export interface KeyCache {
  /** Where in `words` the result for these bytes begins, computed if it is not known; valid until the next call. */
  lookUp(bytes: Uint8Array, start: number, end: number): number;
  readonly words: Uint32Array;
}

/** Beyond these everything is forgotten, and begins anew: with more distinct keys, knowing them is of little use. */
const usualLimits = { keys: 1 << 18, bytes: 1 << 26 };

/** Of a slot's 32 bits: the number of a key and one, and in the others a part of its hash. */
const numberBits = 19;
const numberMask = (1 << numberBits) - 1;

/** A record is the key's length, its first bytes (or where all of them are), and the result. */
const keyWords = 7;
const inPlace = keyWords * 4;

/**
 * A cache for a function of bytes whose result is `width` 4-byte words: a column of millions of rows mostly has few distinct keys. Keys are compared byte by byte, so that the result is always the
 * function's own. What belongs to a key lies together: what looking up costs is waiting for memory.
 */
export function keyCache(
  width: number,
  compute: (key: Uint8Array, words: Uint32Array, at: number) => void,
  limits: { readonly keys: number; readonly bytes: number } = usualLimits,
): KeyCache {
  const stride = 1 + keyWords + width;
  let capacity = 1 << 10;
  let slots = new Uint32Array(2 * capacity);
  let words = new Uint32Array(capacity * stride);
  let keyBytes = new Uint8Array(words.buffer);
  /** Of keys that are longer than their record has room for. */
  let long = new Uint8Array(1 << 10);
  let longEnd = 0;
  let count = 0;

  const place = (hash: number, number: number) => {
    let slot = hash & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = (hash & ~numberMask) | (number + 1);
  };
  const grow = () => {
    capacity *= 2;
    slots = new Uint32Array(2 * capacity);
    const larger = new Uint32Array(capacity * stride);
    larger.set(words);
    words = larger;
    keyBytes = new Uint8Array(words.buffer);
    for (let number = 0; number < count; number++) {
      const length = words[number * stride]!;
      const from = length > inPlace ? words[number * stride + 1]! : 4 * (number * stride + 1);
      place(xxh32(length > inPlace ? long : keyBytes, 0, from, from + length), number);
    }
  };
  const add = (hash: number, key: Uint8Array): number => {
    if (count === limits.keys || longEnd + key.length > limits.bytes) {
      slots.fill(0);
      count = 0;
      longEnd = 0;
    }
    if (count === capacity) grow();
    const record = count * stride;
    words[record] = key.length;
    if (key.length > inPlace) {
      if (long.length < longEnd + key.length) {
        const larger = new Uint8Array(Math.max(2 * long.length, longEnd + key.length));
        larger.set(long);
        long = larger;
      }
      long.set(key, longEnd);
      words[record + 1] = longEnd;
      longEnd += key.length;
    } else keyBytes.set(key, 4 * (record + 1));
    place(hash, count);
    compute(key, words, record + 1 + keyWords);
    count++;
    return record + 1 + keyWords;
  };
  return {
    get words() {
      return words;
    },
    lookUp(given, start, end) {
      const length = end - start;
      const hash = xxh32(given, 0, start, end);
      let slot = hash & (slots.length - 1);
      for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
        if (((entry ^ hash) & ~numberMask) === 0) {
          const record = ((entry & numberMask) - 1) * stride;
          if (words[record] === length) {
            const isLong = length > inPlace;
            const known = isLong ? long : keyBytes;
            const from = isLong ? words[record + 1]! : 4 * (record + 1);
            let same = 0;
            while (same < length && known[from + same] === given[start + same]) same++;
            if (same === length) return record + 1 + keyWords;
          }
        }
        slot = (slot + 1) & (slots.length - 1);
      }
      return add(hash, given.subarray(start, end));
    },
  };
}
