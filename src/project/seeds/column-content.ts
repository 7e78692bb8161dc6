import { createHash } from 'node:crypto';

/** Takes in the values of a column, one by one. */
export interface ColumnContent {
  readonly add: (text: string | null) => void;
  /** SHA-256 of all values in their order. */
  readonly digest: () => string;
}

/** Hashing call by call is slow for short texts. */
const chunkSize = 16_384;

export function columnContent(): ColumnContent {
  const hash = createHash('sha256');
  let pending = '';
  return {
    add(text) {
      pending += text === null ? '-;' : `${text.length}:${text};`;
      if (pending.length < chunkSize) return;
      hash.update(pending);
      pending = '';
    },
    digest: () => hash.update(pending).digest('hex'),
  };
}
