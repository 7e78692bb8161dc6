/**
 * Two files held against each other byte by byte. In: their bytes, as often as they are asked for. Out: whether they are the same, the first place where they are not, and what sort of
 * difference it is. Opens nothing by itself.
 */
export { compareBytes, type OpenBytes } from './compare-bytes.ts';
export { type ByteComparison, type ByteFile, type ByteKind, byteComparison, byteKinds } from './result.ts';
