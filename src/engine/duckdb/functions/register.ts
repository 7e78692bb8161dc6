import type { DuckDBConnection } from '@duckdb/node-api';
import xxhash from 'xxhash-wasm';
import type { SecretLookup } from '../../../ports/index.ts';
import { hmacFunctions, xxh32Functions, xxh64Functions } from './anonymisers.ts';

/**
 * Gives a database Lode's own functions, for all of its connections. They are deterministic (CONSISTENT), live in the system catalog and so are found whatever the
 * search path is, and appear by name in serialised plans. Each is called on the main thread, a vector at a time.
 *
 * `xxh32(VARCHAR | BLOB [, UINTEGER]) → VARCHAR`, also as `lode_xxh32_hex`: XXH32 of the UTF-8 bytes or of the blob, with a seed (0), as 8 hexadecimal digits.
 * `xxh64(VARCHAR | BLOB [, UBIGINT]) → VARCHAR`: XXH64, as 16 hexadecimal digits.
 * `lode_hmac_sha256(VARCHAR | BLOB, secret, version) → VARCHAR`: what the macro `hmac_sha256` calls; 64 hexadecimal digits.
 */
export async function registerFunctions(connection: DuckDBConnection, secretOf: SecretLookup): Promise<void> {
  const functions = [
    ...xxh32Functions('xxh32'),
    ...xxh32Functions('lode_xxh32_hex'),
    ...xxh64Functions(await hashes()),
    ...hmacFunctions(secretOf),
  ];
  for (const each of functions) connection.registerScalarFunction(each);
}

let compiled: ReturnType<typeof xxhash> | null = null;

/** WebAssembly is compiled once, whatever the number of databases. */
function hashes(): ReturnType<typeof xxhash> {
  compiled ??= xxhash();
  return compiled;
}
