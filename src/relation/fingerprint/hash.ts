import { createHash } from 'node:crypto';

/** 128 bits of SHA-256 in hexadecimal. Two structures that differ have different hashes, for all that anybody will see. */
export type Hash = string;

/** The hash of a label with parts, each preceded by its length so that none runs into the next. */
export function hashOf(label: string, parts: readonly string[] = []): Hash {
  let text = `${label.length}:${label}`;
  for (const part of parts) text += `${part.length}:${part}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
