import { mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openSnapshot } from '../../../src/delta/index.ts';
import { openWorkshop } from '../support/tables.ts';

it('reads a log whose lines are longer than the JSON reader expects', async () => {
  const shop = await openWorkshop();
  try {
    const table = `${shop.folder}/t`;
    await mkdir(`${table}/_delta_log`, { recursive: true });
    const lines = [
      { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
      {
        metaData: {
          id: 'x',
          format: { provider: 'parquet', options: {} },
          schemaString: '{"type":"struct","fields":[]}',
          partitionColumns: [],
          configuration: { comment: 'x'.repeat(20_000_000) },
        },
      },
      { add: { path: 'a', partitionValues: {}, size: 1, modificationTime: 1, dataChange: true } },
    ];
    await writeFile(
      `${table}/_delta_log/00000000000000000000.json`,
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    const snapshot = await openSnapshot(shop, table);
    expect(snapshot.numFiles).toBe(1);
    expect(snapshot.metadata.configuration.comment).toHaveLength(20_000_000);
  } finally {
    await shop.close();
  }
});
