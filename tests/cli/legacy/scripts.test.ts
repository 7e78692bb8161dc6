import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inventory, inventoryForm } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../../support/project.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFiles(folder, {
    'jobs/etl/names.py': 'TARGET = "dw.sales"\n',
    'jobs/etl/load.py':
      'from .names import TARGET\ndef load(con):\n  con.execute(f"INSERT INTO {TARGET} SELECT id FROM raw_sales")\n',
    'jobs/sql/clean.sql': 'DELETE FROM dw.sales WHERE id IS NULL\n',
    'jobs/dags/nightly.py':
      'from airflow import DAG\nfrom etl.load import load\nwith DAG("nightly", schedule="0 2 * * *"):\n  PythonOperator(python_callable=load)\n  PostgresOperator(sql="sql/clean.sql")\n',
    'jobs/look.ipynb': JSON.stringify(
      {
        cells: [
          {
            cell_type: 'code',
            source: ['import pandas as pd\n', 'pd.read_sql("SELECT id FROM dw.sales", con)'],
          },
        ],
        metadata: {},
      },
      null,
      1,
    ),
    'jobs/.ipynb_checkpoints/look-checkpoint.ipynb': '{}',
  });
});
afterAll(() => removeFolder(folder));

async function scan(): Promise<Inventory> {
  const { code, stdout } = await lode(folder, ['legacy', 'scan', 'jobs', '--dialect', 'postgres', '--json']);
  expect(code).toBe(0);
  return inventoryForm.parse(JSON.parse(stdout)) as Inventory;
}

const statements = (inventory: Inventory, id: string) =>
  inventory.objects
    .find((object) => object.id === id)!
    .statements.map(
      ({ kind, place, reads, writes }) =>
        `${place.file}:${place.line} ${kind}: ${reads.map(({ relation }) => relation).join(' ')} -> ${writes.map(({ relation }) => relation).join(' ')}`,
    );

test('a DAG does what the files do that it imports and runs, with its schedule; a notebook is a script', async () => {
  const inventory = await scan();
  expect(statements(inventory, 'dags/nightly.py')).toEqual([
    'dags/nightly.py:5 delete: dw.sales -> dw.sales',
    'etl/load.py:3 insert: raw_sales -> dw.sales',
  ]);
  expect(inventory.objects.find(({ id }) => id === 'dags/nightly.py')!.schedule).toBe('0 2 * * *');
  expect(statements(inventory, 'look.ipynb')).toEqual(['look.ipynb:7 read_sql: dw.sales -> ']);
  expect(inventory.sources.map(({ file }) => file)).not.toContain('.ipynb_checkpoints/look-checkpoint.ipynb');
});

test('the table behind a schema that only a run knows is found, and nothing is invented for other names', async () => {
  await writeFiles(folder, {
    'jobs/sums.sql': 'CREATE TABLE sales.v_days (day date, total int);\n',
    'jobs/sums.py':
      'pd.read_sql(f"SELECT day FROM {schema}.v_days", con)\npd.read_sql(f"SELECT day FROM sales_{year}", con)\npd.read_sql(f"SELECT day FROM sales.{table}", con)\n',
  });
  const inventory = await scan();
  expect(statements(inventory, 'sums.py')).toEqual([
    'sums.py:1 read_sql: sales.v_days -> ',
    'sums.py:2 read_sql:  -> ',
    'sums.py:3 read_sql:  -> ',
  ]);
  expect(inventory.objects.filter(({ kind }) => kind === 'external').map(({ id }) => id)).toEqual([
    'dw.sales',
    'raw_sales',
  ]);
});

test('an edited file that a script imports makes the script be read again', async () => {
  await scan();
  await writeFile(join(folder, 'jobs/etl/names.py'), 'TARGET = "dw.sales_new"\n');
  expect(statements(await scan(), 'dags/nightly.py')).toContain(
    'etl/load.py:3 insert: raw_sales -> dw.sales_new',
  );
});
