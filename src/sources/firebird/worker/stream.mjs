import { batchBytes, batchColumns, batchRows } from '../../server/worker/batch-columns.mjs';
import { Problem } from '../../server/worker/problem.mjs';
import { readBlob } from './blobs.mjs';
import { prepare } from './prepare.mjs';
import { readRaw } from './raw-values.mjs';
import { storeOf } from './stores.mjs';

/** Bytes asked for at once. A packet longer than what the socket gives at once is taken apart again with each piece that comes. */
const packetBytes = 16 << 10;
const mostRows = 2000;

/** Blobs read at the same time, and how many bytes they may have together if they are like those before. */
const mostBlobs = 32;
const blobBytes = 4 << 20;

/**
 * The rows of a query as batches of columns. Some fetches are always under way, so that the server reads on while rows are put into columns, and so that a slow line is
 * kept busy; what is under way is bounded. `columns` say what each column is stored as: see batch-columns.mjs.
 */
export async function openStream({ transaction, roundTrip }, sql, columns, onProgress) {
  const statement = await prepare(transaction, sql);
  const kinds = readRaw(statement);
  const moved = columns.findIndex(({ wire }, index) => wire !== kinds[index]);
  if (moved >= 0 || kinds.length !== columns.length) {
    await statement.dropAsync();
    throw new Problem({ kind: 'type-moved', column: columns[moved]?.name ?? '' });
  }
  await statement.executeAsync(transaction, []);
  onProgress();
  const underWay = Math.min(32, Math.max(6, Math.ceil(roundTrip * 2)));
  const blobs = columns.flatMap(({ wire }, index) => (wire === 'blob' ? [index] : []));
  const fetches = [];
  let rowsAtOnce = 100;
  let ended = false;
  let waiting = [];
  let largestBlob = 0;

  const fill = () => {
    while (!ended && fetches.length < underWay) {
      const fetch = statement.fetchAsync(transaction, rowsAtOnce);
      // Fetches behind the last row are refused, and not looked at.
      fetch.catch(() => undefined);
      fetches.push(fetch);
    }
  };
  const moreRows = async () => {
    fill();
    const { data, fetched } = await fetches.shift();
    ended = fetched === true;
    onProgress();
    // The server goes on with the next rows while these are put into columns.
    fill();
    return data;
  };
  const withBlobs = async (rows) => {
    const reads = rows.flatMap((row) =>
      blobs
        .filter((column) => row[column] !== null)
        .map(async (column) => {
          row[column] = await readBlob(transaction, row[column]);
          return row[column].length;
        }),
    );
    const sizes = await Promise.all(reads);
    largestBlob = Math.max(largestBlob >> 1, ...sizes);
    onProgress();
  };
  const blobRows = () =>
    Math.max(1, Math.floor(Math.min(mostBlobs, blobBytes / (largestBlob + 1)) / blobs.length));

  return {
    async next() {
      const batch = batchColumns(columns, storeOf);
      while (batch.rows() < batchRows && batch.bytes() < batchBytes) {
        if (waiting.length === 0) {
          if (ended) break;
          waiting = await moreRows();
          continue;
        }
        const room = batchRows - batch.rows();
        const taken = waiting.splice(0, blobs.length === 0 ? room : Math.min(room, blobRows()));
        if (blobs.length > 0) await withBlobs(taken);
        const before = batch.bytes();
        for (const row of taken) batch.add(row);
        const rowBytes = (batch.bytes() - before) / taken.length + 8;
        if (blobs.length === 0)
          rowsAtOnce = Math.min(mostRows, Math.max(8, Math.floor(packetBytes / rowBytes)));
      }
      return batch.rows() === 0 ? null : batch.finish();
    },
    async stop() {
      ended = true;
      await Promise.allSettled(fetches);
      await statement.dropAsync().catch(() => undefined);
    },
  };
}
