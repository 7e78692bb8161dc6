import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { makeShop, shopFiles } from '../support/shop.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
const day = 86_400_000;

/** How often; `LODE_GC_ROUNDS` makes it more. */
const rounds = Number(process.env.LODE_GC_ROUNDS ?? 1);

const silver = shopFiles['models/silver/sales.sql'];

function silverTimes(factor: number): string {
  return silver.replace('sales.amount,', `CAST(sales.amount * ${factor} AS DECIMAL(10,2)) AS amount,`);
}

function run(folder: string, argv: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [binary, ...argv], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.resume();
    child.on('close', (code) => resolve({ code, stderr }));
  });
}

/** Everything in the lake looks as if nobody had touched it for three days. */
async function age(folder: string): Promise<void> {
  const then = (Date.now() - 3 * day) / 1000;
  for (const name of await readdir(join(folder, 'lake'), { recursive: true }))
    await utimes(join(folder, 'lake', name), then, then);
}

test('cleaning up beside an apply that brings an old state back: all that stands is there, and what was kept reads what it read', {
  timeout: 300_000,
}, async () => {
  const folder = await makeShop({ 'project.yml': `${shopFiles['project.yml']}retention: 1 day\n` });
  try {
    for (let round = 0; round < rounds; round++) {
      // Versions that left the retention long ago, with builds and definitions that nobody has used since.
      for (const [index, factor] of [2, 3].entries()) {
        await writeFile(join(folder, 'models/silver/sales.sql'), silverTimes(factor + round));
        const past = Date.now() - (9 - index) * day + round * 60_000;
        const clock = { now: () => past, uuid: () => randomUUID() };
        const { code, stderr } = await lode(folder, ['apply', '--yes'], { clock });
        expect(code, stderr).toBe(0);
      }
      await age(folder);
      await writeFile(join(folder, 'models/silver/sales.sql'), silverTimes(2 + round));
      const all = await Promise.all([
        run(folder, ['apply', '--yes']),
        run(folder, ['gc', '--grace', '1h']),
        run(folder, ['gc', '--grace', '1h']),
        run(folder, ['apply', 'dev', '--yes']),
      ]);
      const said = all.map(({ code, stderr }) => `${code}: ${stderr}`).join('\n');
      expect([0, 4], said).toContain(all[0].code);
      expect(all[1].code, said).toBe(0);
      expect(all[2].code, said).toBe(0);
      expect([0, 4], said).toContain(all[3].code);
      const whole = await lode(folder, ['fsck', '--data']);
      expect(whole.code, `${said}\n${whole.stderr}`).toBe(0);
      const again = await lode(folder, ['apply', '--yes']);
      expect(again.code, again.stderr).toBe(0);
      const [row] = await queryRows(folder, 'SELECT CAST(sum(amount) AS DOUBLE) AS a FROM silver.sales');
      expect(Number(row!.a)).toBe(42.75 * (2 + round));
    }
    const { code, stderr } = await lode(folder, ['gc', '--grace', '0s']);
    expect(code, stderr).toBe(0);
    const whole = await lode(folder, ['fsck', '--data']);
    expect(whole.code, whole.stderr).toBe(0);
  } finally {
    await removeFolder(folder);
  }
});
