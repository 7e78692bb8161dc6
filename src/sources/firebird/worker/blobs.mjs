/** A blob's bytes; `id` as a row gives it. Requests of several blobs may be under way at once: the connection answers in turn. */
export function readBlob(transaction, id) {
  const { connection } = transaction;
  return new Promise((resolve, reject) => {
    connection.openBlob(id, transaction, (error, blob) => {
      if (error) return reject(error);
      const parts = [];
      const next = () =>
        connection.getSegment(blob, (failure, answer) => {
          if (failure) return reject(failure);
          if (answer.buffer) parts.push(...segments(answer.buffer));
          // 2: the end of the blob (isc_segstr_eof).
          if (answer.handle !== 2) return next();
          connection.closeBlob(blob);
          resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts));
        });
      next();
    });
  });
}

/** An answer holds segments one after the other, each behind its length in two bytes. */
function* segments(buffer) {
  for (let at = 0; at + 2 <= buffer.length; ) {
    const length = buffer.readUInt16LE(at);
    yield buffer.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
}
