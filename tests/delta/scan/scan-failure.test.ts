import { expect, it } from 'vitest';
import { createTable, openSnapshot, scanFailure, scanQuery } from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { engineVersion, openWorkshop } from '../support/tables.ts';

it('names the file that is gone', async () => {
  const shop = await openWorkshop();
  try {
    const table = `${shop.folder}/t[1]`;
    await createTable(shop, table, { select: 'SELECT 1 AS a', engineVersion });
    const snapshot = await openSnapshot(shop, table);
    const [add] = await snapshot.activeFiles();
    await shop.files.remove(`${table}/${add!.path}`);
    const error = await shop.session.rows(await scanQuery(snapshot)).catch((failure: unknown) => failure);
    const failure = scanFailure(error, table);
    expect(failure).toBeInstanceOf(DiagnosticError);
    expect((failure as DiagnosticError).diagnostics[0]).toMatchObject({
      code: 'delta-files-missing',
      summary: expect.stringContaining(`${table}/${add!.path}`),
    });
  } finally {
    await shop.close();
  }
});
