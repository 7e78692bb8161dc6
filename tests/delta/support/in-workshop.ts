import { afterEach, beforeEach } from 'vitest';
import { openWorkshop, type Workshop } from './tables.ts';

/** The workshop of the test that runs, and the path of a table in it; the importing file sees each new one. */
export let shop: Workshop;
export let table: string;

/** Gives each test of the calling file a workshop of its own, with what `prepare` makes in it. */
export function inWorkshop(prepare: () => Promise<unknown> = async () => {}): void {
  beforeEach(async () => {
    shop = await openWorkshop();
    table = `${shop.folder}/t`;
    await prepare();
  });
  afterEach(() => shop.close());
}
