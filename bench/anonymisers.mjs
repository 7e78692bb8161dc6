// Keys for the rows of a table with few distinct residents, against DuckDB's md5 of the same column: computed and compared, nothing written.
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { inTurn, medians, ratio } from './measure.mjs';

export async function benchAnonymisers({ rows, rounds }) {
  const residents = Math.min(100_000, rows);
  const secret = Buffer.from('a secret for measuring, of usual length');
  const database = await duckdbEngine().open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
    secretOf: () => secret,
  });
  const session = await database.connect();
  try {
    await session.execute(
      `CREATE TABLE stays AS SELECT 'EH' || resident % 5 || '_' || resident AS key FROM (SELECT hash(range) % ${residents} AS resident FROM range(${rows}))`,
    );
    const keys = {
      md5: 'md5(key)',
      xxh32: 'xxh32(key)',
      xxh64: 'xxh64(key)',
      hmac_sha256: "lode_hmac_sha256(key, 'residents', '1')",
    };
    const seconds = await inTurn(
      rounds,
      Object.fromEntries(
        Object.entries(keys).map(([name, key]) => [
          name,
          () => session.execute(`SELECT max(hashed) FROM (SELECT ${key} AS hashed FROM stays)`),
        ]),
      ),
    );
    const functions = ['xxh32', 'xxh64', 'hmac_sha256'];
    return {
      title: `Keys for ${rows.toLocaleString('en-US')} rows of ${residents.toLocaleString('en-US')} residents`,
      seconds: medians(seconds),
      ratios: Object.fromEntries(functions.map((name) => [name, ratio(seconds, name, 'md5')])),
      goals: { xxh32: 2, hmac_sha256: 2 },
    };
  } finally {
    session.close();
    await database.close();
  }
}
