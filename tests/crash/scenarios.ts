import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

/** What an apply is stopped in: a project as it was, and what makes it have something to do. */
export interface Scenario {
  readonly name: string;
  /** Whether the lake stands already, with the project as it was. */
  readonly applied: boolean;
  readonly change: (folder: string) => Promise<void>;
  /** What readers may see in between: these models as they will be, all others as they were. */
  readonly between: readonly string[];
}

export const scenarios: readonly Scenario[] = [
  { name: 'the first apply', applied: false, change: async () => {}, between: ['bronze.sales'] },
  {
    name: 'an edit of the middle model',
    applied: true,
    change: (folder) =>
      writeFile(
        join(folder, 'models/silver/sales.sql'),
        shopFiles['models/silver/sales.sql'].replace('sales.amount,', 'sales.amount * 3 AS amount,'),
      ),
    between: [],
  },
  {
    name: 'new rows in the source',
    applied: true,
    change: (folder) => writeSales(folder, moreSales),
    between: ['bronze.sales'],
  },
];

/** A folder ready for the apply that is to be stopped; copies of it are as good. */
export async function prepare(scenario: Scenario): Promise<string> {
  const folder = await makeShop();
  if (scenario.applied) {
    const { code, stderr } = await applyShop(folder);
    if (code !== 0) throw new Error(stderr);
  }
  await scenario.change(folder);
  return folder;
}

/** Runs `work` in a copy of a folder; times stay to the nanosecond, which node's own copy cuts, so that a source that has not changed does not look as if it had. */
export async function inCopy<T>(folder: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = await temporaryFolder();
  try {
    await promisify(execFile)('cp', ['-a', `${folder}/.`, copy]);
    return await work(copy);
  } finally {
    await removeFolder(copy);
  }
}
