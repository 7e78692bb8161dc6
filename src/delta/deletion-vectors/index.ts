/**
 * Deletion vectors: which rows of a data file are gone. In: descriptors of the log, or lists of rows. Out: rows, or descriptors of a new file. Format: "Deletion Vector Format" of the protocol.
 */
export { deletionVectorPath, readDeletionVector } from './read-deletion-vector.ts';
export { decodeRoaring, encodeRoaring } from './roaring.ts';
export { writeDeletionVectors } from './write-deletion-vectors.ts';
export { decodeZ85, encodeZ85 } from './z85.ts';
