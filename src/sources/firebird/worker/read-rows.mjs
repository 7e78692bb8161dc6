import { readBlob } from './blobs.mjs';
import { prepare } from './prepare.mjs';
import { readRaw } from './raw-values.mjs';

/** The rows of a query over the system's tables as arrays: numbers, texts without trailing spaces, blobs as text, NULL as null. */
export async function readRows({ transaction }, sql) {
  const statement = await prepare(transaction, sql);
  try {
    const kinds = readRaw(statement);
    await statement.executeAsync(transaction, []);
    const rows = [];
    while (true) {
      const { data, fetched } = await statement.fetchAsync(transaction, 200);
      for (const row of data) rows.push(await plainRow(transaction, kinds, row));
      if (fetched) return rows;
    }
  } finally {
    await statement.dropAsync().catch(() => undefined);
  }
}

async function plainRow(transaction, kinds, row) {
  const plain = [];
  for (const [column, value] of row.entries()) {
    if (value === null) plain.push(null);
    else if (kinds[column] === 'blob') plain.push((await readBlob(transaction, value)).toString('utf8'));
    else if (kinds[column] === 'bytes') plain.push(value.toString('utf8').trimEnd());
    else plain.push(Number(value));
  }
  return plain;
}
