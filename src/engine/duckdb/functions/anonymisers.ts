import { createHmac } from 'node:crypto';
import { BLOB, type DuckDBScalarFunction, UBIGINT, UINTEGER, VARCHAR } from '@duckdb/node-api';
import type { XXHashAPI } from 'xxhash-wasm';
import type { SecretLookup } from '../../../ports/index.ts';
import { constantText } from './constant-text.ts';
import { type HashBytes, hashFunction } from './hash-function.ts';
import { keyCache } from './key-cache.ts';
import { writeDigits } from './write-hexadecimal.ts';
import { xxh32 } from './xxh32.ts';

/** XXH32 as 8 hexadecimal digits. It costs as much as looking it up. */
export function xxh32Functions(name: string): DuckDBScalarFunction[] {
  const withSeed = (seed: number): HashBytes => {
    return (bytes, start, end, words, at) => writeDigits(xxh32(bytes, seed, start, end), words, at);
  };
  const plain = withSeed(0);
  const seeded = rememberedBy(withSeed);
  return [VARCHAR, BLOB].flatMap((type) => [
    hashFunction({ name, parameters: [type], width: 8, hashFor: () => () => plain }),
    hashFunction({
      name,
      parameters: [type, UINTEGER],
      width: 8,
      hashFor(input) {
        const seeds = input.getColumnVector(1);
        return (row) => {
          const seed = seeds.getItem(row) as number | null;
          return seed === null ? null : seeded(seed);
        };
      },
    }),
  ]);
}

/** XXH64 as 16 hexadecimal digits, of each distinct key once. */
export function xxh64Functions({ h64Raw }: XXHashAPI): DuckDBScalarFunction[] {
  const withSeed = (seed: bigint) =>
    cached(2, (key, words, at) => {
      const hash = h64Raw(key, seed);
      words[at] = Number(hash >> 32n);
      words[at + 1] = Number(hash & 0xffff_ffffn);
    });
  const plain = withSeed(0n);
  const seeded = rememberedBy(withSeed);
  return [VARCHAR, BLOB].flatMap((type) => [
    hashFunction({ name: 'xxh64', parameters: [type], width: 16, hashFor: () => () => plain }),
    hashFunction({
      name: 'xxh64',
      parameters: [type, UBIGINT],
      width: 16,
      hashFor(input) {
        const seeds = input.getColumnVector(1);
        return (row) => {
          const seed = seeds.getItem(row) as bigint | null;
          return seed === null ? null : seeded(seed);
        };
      },
    }),
  ]);
}

/**
 * HMAC-SHA256 (RFC 2104) as 64 hexadecimal digits, of each distinct key once. The secret is named, by its name and version, and looked up here: its value never enters the engine, so that no statement, plan, setting or
 * error can show it.
 */
export function hmacFunctions(secretOf: SecretLookup): DuckDBScalarFunction[] {
  const bySecret = rememberedBy((label: string): HashBytes => {
    const [name = '', version = ''] = JSON.parse(label) as string[];
    const secret = secretOf(name, version);
    if (secret === null)
      throw new Error(
        `hmac_sha256 has no secret ${JSON.stringify(name)} of version ${JSON.stringify(version)} here`,
      );
    return cached(8, (key, words, at) => {
      const digest = createHmac('sha256', secret).update(key).digest();
      for (let word = 0; word < 8; word++) words[at + word] = digest.readUInt32BE(4 * word);
    });
  });
  return [VARCHAR, BLOB].map((type) =>
    hashFunction({
      name: 'lode_hmac_sha256',
      parameters: [type, VARCHAR, VARCHAR],
      width: 64,
      hashFor(input, rows) {
        const names = constantText(input.getColumnVector(1), rows);
        const versions = constantText(input.getColumnVector(2), rows);
        let last: {
          readonly name: string | null;
          readonly version: string | null;
          readonly hash: HashBytes;
        } | null = null;
        return (row) => {
          const name = names(row);
          const version = versions(row);
          if (last === null || last.name !== name || last.version !== version)
            last = { name, version, hash: bySecret(JSON.stringify([name ?? '', version ?? ''])) };
          return last.hash;
        };
      },
    }),
  );
}

/** The hash through a cache, `width` being its number of 32-bit words. */
function cached(
  width: number,
  compute: (key: Uint8Array, words: Uint32Array, at: number) => void,
): HashBytes {
  const cache = keyCache(width, compute);
  return (bytes, start, end, words, at) => {
    const from = cache.lookUp(bytes, start, end);
    const known = cache.words;
    for (let word = 0; word < width; word++) writeDigits(known[from + word]!, words, at + 2 * word);
  };
}

const mostVariants = 16;

/** One function for each seed or secret; of many in turn only the latest are kept. */
function rememberedBy<K>(make: (key: K) => HashBytes): (key: K) => HashBytes {
  const made = new Map<K, HashBytes>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const hash = make(key);
    if (made.size === mostVariants) made.clear();
    made.set(key, hash);
    return hash;
  };
}
