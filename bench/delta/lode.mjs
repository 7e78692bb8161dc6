// One case by Lode: node lode.mjs CASE TABLE SCALE; prints {seconds, megabytes, answer}.
import { appendRows, mergeRows, openSnapshot, scanQuery, writeCheckpoint } from '../../dist/delta/index.js';
import { openPorts } from './ports.mjs';

const [name, table, scaleText] = process.argv.slice(2);
const scale = Number(scaleText);
const whole = (value) => Math.max(1, Math.round(value * scale));
const ports = await openPorts();
const started = process.hrtime.bigint();
const answer = await work();
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024, answer }));
process.exit(0);

async function work() {
  switch (name) {
    case 'open-log':
    case 'open-checkpoint':
    case 'open-million':
      return (await openSnapshot(ports, table)).numFiles;
    case 'skip': {
      const snapshot = await openSnapshot(ports, table);
      const low = whole(1000) * 1000;
      const where = `id >= ${low} AND id < ${low + whole(1000) * 20}`;
      const [row] = await ports.session.rows(
        `SELECT count(*) AS n FROM (${await scanQuery(snapshot, { where })})`,
      );
      return Number(row.n);
    }
    case 'merge': {
      const low = whole(10_000_000) / 2;
      const result = await mergeRows(ports, table, {
        source: `SELECT ${low} + range AS id, 1.0::DOUBLE AS v, 'merged' AS name FROM range(${whole(100_000)})`,
        on: 'target.id = source.id',
        clauses: [
          { when: 'matched', update: '*' },
          { when: 'not matched', insert: '*' },
        ],
        engineVersion: 'bench',
      });
      return result.updated;
    }
    case 'checkpoint':
      await writeCheckpoint(ports, table, whole(30) - 1);
      return whole(30);
    case 'commits':
      for (let round = 0; round < whole(1000); round++) {
        await appendRows(ports, table, {
          select: `SELECT ${round}::BIGINT AS id`,
          columns: [{ name: 'id', type: 'BIGINT' }],
          engineVersion: 'bench',
        });
      }
      return whole(1000);
    default:
      throw new Error(`no case ${name}`);
  }
}
