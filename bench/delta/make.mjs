// Makes the table of a case: node make.mjs CASE FOLDER SCALE
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createTable, writeCheckpoint } from '../../dist/delta/index.js';
import { openPorts } from './ports.mjs';

const [name, table, scaleText] = process.argv.slice(2);
const scale = Number(scaleText);
const ports = await openPorts();
const log = `${table}/_delta_log`;
const commit = (version) => `${log}/${String(version).padStart(20, '0')}.json`;

/** A log of files that are not there: only their adds are read. */
function writeLog(commits, filesEach) {
  mkdirSync(log, { recursive: true });
  const schemaString = JSON.stringify({
    type: 'struct',
    fields: ['id', 'value', 'name', 'day'].map((column, index) => ({
      name: column,
      type: ['long', 'double', 'string', 'date'][index],
      nullable: true,
      metadata: {},
    })),
  });
  let file = 0;
  for (let version = 0; version < commits; version++) {
    const lines = [
      {
        commitInfo: {
          timestamp: 1700000000000 + version,
          operation: 'WRITE',
          operationParameters: {},
          isBlindAppend: true,
        },
      },
    ];
    if (version === 0) {
      lines.push(
        { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
        {
          metaData: {
            id: '5fba94ed-9794-4965-ba6e-6ee3c0d22af9',
            format: { provider: 'parquet', options: {} },
            schemaString,
            partitionColumns: [],
            configuration: {},
            createdTime: 1700000000000,
          },
        },
      );
    }
    for (let index = 0; index < filesEach; index++, file++) {
      const stats = {
        numRecords: 1000,
        minValues: { id: file * 1000, value: 0.5, name: `name ${file}`, day: '2024-01-01' },
        maxValues: { id: file * 1000 + 999, value: 999.5, name: `name ${file}~`, day: '2024-12-31' },
        nullCount: { id: 0, value: 3, name: 0, day: 0 },
      };
      lines.push({
        add: {
          path: `part-${String(file).padStart(8, '0')}-b3f5a1d2-7c1e-4f6a-9a53-1f2e3d4c5b6a.snappy.parquet`,
          partitionValues: {},
          size: 123456 + index,
          modificationTime: 1700000000000 + version,
          dataChange: true,
          stats: JSON.stringify(stats),
        },
      });
    }
    writeFileSync(commit(version), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  }
}

const whole = (value) => Math.max(1, Math.round(value * scale));
switch (name) {
  case 'open-log':
    writeLog(whole(1000), 100);
    break;
  case 'open-checkpoint':
    writeLog(whole(1000), 100);
    await writeCheckpoint(ports, table, whole(1000) - 1);
    break;
  case 'open-million':
    writeLog(whole(100), 10_000);
    await writeCheckpoint(ports, table, whole(100) - 1);
    for (let version = 0; version < whole(100) - 1; version++) rmSync(commit(version));
    break;
  case 'skip':
    await createTable(ports, table, {
      select: `SELECT range AS id, range * 0.5::DOUBLE AS v, range // 2000 AS p FROM range(${whole(1000) * 2000})`,
      partitionColumns: ['p'],
      engineVersion: 'bench',
    });
    break;
  case 'merge':
    await createTable(ports, table, {
      select: `SELECT range AS id, range * 0.5::DOUBLE AS v, 'name ' || range % 1000 AS name FROM range(${whole(10_000_000)})`,
      write: { targetFileSize: 4 * 1024 * 1024 },
      engineVersion: 'bench',
    });
    break;
  case 'checkpoint':
    writeLog(whole(30), 10_000);
    break;
  case 'commits':
    await createTable(ports, table, { select: 'SELECT 0::BIGINT AS id', engineVersion: 'bench' });
    break;
}
process.exit(0);
