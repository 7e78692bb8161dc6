import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { fillTill, makeTill, mustApply } from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const model = (header: string, where = '') =>
  `/* ---\n${header}\n--- */\nSELECT day, id, amount FROM bronze.sales${where}\n`;

describeWith([needsDeltaRs], 'delta-rs', () => {
  test('reads the tables of all kinds after they were changed', async () => {
    const inInterval = ' WHERE day >= {{start}} AND day < {{end}}';
    const byDay = 'time_column: day\nstart: 2026-01-01\n';
    folder = await makeTill(
      { sales: { id: 'INTEGER', amount: 'INTEGER', day: 'DATE' } },
      {
        'bronze.sales': '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n',
        'silver.by_day': model(`kind: incremental_by_time_range\n${byDay}lookback: 2`, inInterval),
        'silver.parted': model(
          `kind: incremental_by_time_range\n${byDay}lookback: 2\npartitioned_by: day`,
          inInterval,
        ),
        'silver.by_key': model('kind: incremental_by_unique_key\nunique_key: id'),
        'silver.added': model('kind: append'),
        'silver.versions': model('kind: scd_type_2\nunique_key: id\ncompared_columns: amount'),
      },
    );
    const give = (days: number, amount: number) =>
      fillTill(
        folder,
        'sales',
        `SELECT n::INTEGER AS id, ${amount} AS amount, DATE '2026-01-01' + n::INTEGER AS day FROM range(${days}) AS r(n)`,
      );
    await give(3, 1);
    await mustApply(folder, '2026-01-04T00:00:00Z');
    await give(5, 2);
    await mustApply(folder, '2026-01-06T00:00:00Z');
    const deltaRs = startDeltaRs();
    try {
      for (const [name, rows] of Object.entries({ by_day: 5, parted: 5, by_key: 5, added: 8, versions: 8 })) {
        const read = await deltaRs.rows(join(folder, 'lake/prod/silver', name));
        expect(read.rows, name).toHaveLength(rows);
        expect(await queryRows(folder, `SELECT count(*)::INTEGER AS n FROM silver.${name}`)).toEqual([
          { n: rows },
        ]);
      }
    } finally {
      deltaRs.close();
    }
  });
});
