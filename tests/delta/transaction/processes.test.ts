import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendRows, createTable, history, latestVersion } from '../../../src/delta/index.ts';
import { long } from '../../support/sample.ts';
import { compileDelta, runProcess } from '../support/compiled.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { patience, runs } from '../support/runs.ts';
import { engineVersion, readRows } from '../support/tables.ts';

let source: string;
beforeAll(() => {
  source = compileDelta();
});
afterAll(() => rm(source.replace(/\/src$/, ''), { recursive: true, force: true }));
inWorkshop();

/** Two to eight processes; each number in a hunt. */
const crowds = runs(1) > 1 ? [2, 3, 4, 5, 6, 7, 8] : [4];

it.each(crowds)(
  'loses and doubles nothing when %i processes append, count and delete at once',
  async (writers) => {
    await createTable(shop, table, {
      select: `SELECT -1::BIGINT AS id, 0::BIGINT AS n`,
      properties: { 'delta.checkpointInterval': '4' },
      engineVersion,
    });
    const rounds = 6;
    const finished = await Promise.all(
      Array.from({ length: writers }, (_, writer) =>
        runProcess(
          source,
          `
let counted = 0;
for (let round = 0; round < ${rounds}; round++) {
  const id = ${writer} * 1000 + round;
  await delta.appendRows(ports, ${JSON.stringify(table)}, { select: \`SELECT \${id}::BIGINT AS id, 0::BIGINT AS n\`, engineVersion });
  for (;;) {
    try {
      await delta.updateRows(ports, ${JSON.stringify(table)}, { where: 'id = -1', set: { n: 'n + 1' }, engineVersion });
      counted++;
      break;
    } catch (error) {
      if (!conflict(error)) throw error;
    }
  }
  if (round % 3 === 2) {
    for (;;) {
      try {
        await delta.deleteRows(ports, ${JSON.stringify(table)}, { where: \`id = \${id}\`, engineVersion });
        break;
      } catch (error) {
        if (!conflict(error)) throw error;
      }
    }
  }
}
console.log(counted);
process.exit(0);
`,
        ),
      ),
    );
    for (const each of finished) expect(each).toMatchObject({ code: 0, output: `${rounds}\n` });
    const expected = Array.from({ length: writers }, (_, writer) =>
      Array.from({ length: rounds }, (_, round) => writer * 1000 + round).filter(
        (id) => (id % 1000) % 3 !== 2,
      ),
    ).flat();
    const rows = await readRows(shop, table);
    expect(rows.map((row) => Number(row.id))).toEqual([-1, ...expected.sort((a, b) => a - b)]);
    expect(rows[0]!.n).toBe(String(writers * rounds));
    const entries = await history(shop, table);
    expect(new Set(entries.map((entry) => entry.info?.txnId)).size).toBe(entries.length);
    expect(entries.length).toBe(1 + writers * (rounds + rounds + rounds / 3));
  },
  patience(300_000),
);

/** A process that is killed before its n-th file operation that changes anything, so after the one before it. */
const mortal = (at: number, body: string) => `
let operations = 0;
const die = () => process.kill(process.pid, 'SIGKILL');
for (const name of ['createFolder', 'putIfAbsent', 'replace', 'hint', 'link', 'touch', 'sync', 'remove']) {
  const whole = ports.files[name];
  ports.files[name] = async (...args) => {
    if (operations++ === ${at}) die();
    return whole(...args);
  };
}
${body}
process.exit(0);
`;

const writes: Readonly<Record<string, string>> = {
  append: `await delta.appendRows(ports, TABLE, { select: 'SELECT 100::BIGINT AS id, 1::BIGINT AS n', engineVersion });`,
  'update with deletion vectors': `await delta.updateRows(ports, TABLE, { where: 'id < 3', set: { n: '9' }, engineVersion });`,
  merge: `await delta.mergeRows(ports, TABLE, { source: 'SELECT unnest([1, 200])::BIGINT AS id, 5::BIGINT AS n', on: 'source.id = target.id', clauses: [{ when: 'matched', update: '*' }, { when: 'not matched', insert: '*' }], engineVersion });`,
  optimize: `await delta.optimizeTable(ports, TABLE, { engineVersion });`,
  'replacing partitions': `await delta.replacePartitions(ports, TABLE, { select: 'SELECT 7::BIGINT AS id, 0::BIGINT AS n', engineVersion });`,
  restore: `await delta.restoreTable(ports, TABLE, { version: 1 }, engineVersion);`,
};

/** The one with the most operations; all of them in the long run. */
const killed = Object.entries(writes).filter(([name]) => long || name === 'merge');

it.each(killed)(
  'leaves the table as before or after, wherever a process is killed (%s)',
  async (name, body) => {
    await createTable(shop, table, {
      select: 'SELECT range AS id, 0::BIGINT AS n FROM range(5)',
      partitionColumns: name.includes('partitions') ? ['n'] : [],
      properties: {
        'delta.checkpointInterval': '1',
        ...(name.includes('vectors') ? { 'delta.enableDeletionVectors': 'true' } : {}),
      },
      engineVersion,
    });
    for (const id of [50, 51]) {
      await appendRows(shop, table, { select: `SELECT ${id}::BIGINT AS id, 0::BIGINT AS n`, engineVersion });
    }
    let before = await readRows(shop, table);
    let outcomes = 0;
    for (let at = 0; ; at++) {
      const version = await latestVersion(shop.files, table);
      const finished = await runProcess(source, mortal(at, body.replaceAll('TABLE', JSON.stringify(table))));
      const latest = await latestVersion(shop.files, table);
      const after = await readRows(shop, table);
      if (latest === version) expect(after).toEqual(before);
      else {
        expect(latest).toBe(version + 1);
        outcomes++;
      }
      if (finished.code === 0) break;
      expect(finished).toMatchObject({ signal: 'SIGKILL' });
      expect(await readRows(shop, table, version)).toEqual(before);
      before = after;
      expect(at).toBeLessThan(200);
    }
    expect(outcomes).toBeGreaterThan(0);
  },
  300_000,
);
