import { existsSync, readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSnapshot, scanQuery } from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { localFiles } from '../../../src/files/index.ts';
import type { Session } from '../../../src/ports/index.ts';
import { fixture, fixtureFolder, haveFixtures, parquetFiles } from '../support/fixtures.ts';
import { openSession } from '../support/session.ts';

/** Folders below the fixtures that hold `delta/` and `expected/`. */
function pairs(folder = fixtureFolder, below = ''): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (!statSync(path).isDirectory()) return [];
    if (existsSync(`${path}/delta`) && existsSync(`${path}/expected`)) return [`${below}${name}`];
    return name === 'delta' || name.startsWith('_') ? [] : pairs(path, `${below}${name}/`);
  });
}

const broken: readonly (readonly [folder: string, code: string, words: RegExp])[] = [
  ['deltalog-invalid-protocol-version', 'delta-feature-unsupported', /reader version 99/],
  [
    'deltalog-state-reconstruction-from-checkpoint-missing-protocol',
    'delta-state-missing',
    /no protocol action up to version 10/,
  ],
  ['deltalog-state-reconstruction-without-metadata', 'delta-state-missing', /no metaData action/],
  ['versions-not-contiguous', 'delta-log-gap', /00000000000000000001\.json/],
  ['no-delta-log-folder', 'delta-table-missing', /no Delta table/],
];

describe.skipIf(!haveFixtures && process.env.CI !== 'true')(
  'tables written by other engines (../shared)',
  () => {
    let session: Session;
    beforeAll(async () => {
      session = await openSession();
    });
    afterAll(() => session.close());

    async function difference(on: Session, sql: string, name: string): Promise<unknown> {
      const expected = parquetFiles(`${fixtureFolder}/${name}/expected`).map((path) => `'${path}'`);
      const want = `SELECT * FROM read_parquet([${expected.join(', ')}], union_by_name = true)`;
      const [row] = await on.rows(
        `SELECT (SELECT count(*) FROM (${sql} EXCEPT ALL (${want}))) AS extra, (SELECT count(*) FROM ((${want}) EXCEPT ALL ${sql})) AS missing`,
      );
      return row;
    }

    it.each(haveFixtures ? pairs() : [])('reads %s as the engine that wrote it', async (name) => {
      // Its partition timestamps have no zone, and were written in Los Angeles.
      const zone = name === 'data-reader-partition-values' ? 'America/Los_Angeles' : 'UTC';
      const local = zone === 'UTC' ? session : await openSession(zone);
      const snapshot = await openSnapshot({ files: localFiles(), session: local }, fixture(name));
      expect(await difference(local, await scanQuery(snapshot), name)).toEqual({ extra: '0', missing: '0' });
      if (local !== session) local.close();
    });

    it.each([
      'timestamp-int96',
      'timestamp-timestamp_micros',
      'parquet-all-types',
      'data-reader-date-types-utc',
    ])('reads the instants of %s the same in another time zone', async (name) => {
      const read = async (on: Session) => {
        const snapshot = await openSnapshot({ files: localFiles(), session: on }, fixture(name));
        // Partition values without a zone are in the session's.
        const fields = snapshot.schema.fields.filter(
          (field) => !snapshot.partitionColumns.includes(field.name),
        );
        const items = fields.map((field) => {
          const column = `"${field.name}"`;
          const instant = field.type.kind === 'primitive' && field.type.name === 'timestamp';
          return instant ? `epoch_us(${column}) AS ${column}` : column;
        });
        return on.rows(`SELECT ${items.join(', ')} FROM (${await scanQuery(snapshot)}) ORDER BY ALL`);
      };
      const kolkata = await openSession('Asia/Kolkata');
      expect(await read(kolkata)).toEqual(await read(session));
      kolkata.close();
    });

    it.each(broken)('refuses %s with %s', async (name, code, words) => {
      const failure = await openSnapshot({ files: localFiles(), session }, fixture(name)).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(DiagnosticError);
      const diagnostic = (failure as DiagnosticError).diagnostics[0]!;
      expect(diagnostic.code).toBe(code);
      expect(diagnostic.summary).toMatch(words);
    });

    it('rebuilds every version of a table with compacted log files as from its commits alone', async () => {
      const table = `${fixtureFolder}/compacted-log-files-table`;
      const whole = await openSnapshot({ files: localFiles(), session }, table);
      expect(whole.segment.commits.some((commit) => commit.to > commit.from)).toBe(true);
      const plain = { ...localFiles() };
      const list = plain.list;
      const ports = {
        session,
        files: {
          ...plain,
          list: async (folder: string) =>
            (await list(folder)).filter((file) => !file.name.includes('compacted')),
        },
      };
      for (let version = 0; version <= whole.version; version++) {
        const [a, b] = [
          await openSnapshot({ files: plain, session }, table, { version }),
          await openSnapshot(ports, table, { version }),
        ];
        expect(await a.activeFiles()).toEqual(await b.activeFiles());
        expect(a.protocol).toEqual(b.protocol);
      }
    });

    it('reads what widened types, voids and statistics of all types hold', async () => {
      const rows = async (name: string) => {
        const snapshot = await openSnapshot({ files: localFiles(), session }, `${fixtureFolder}/${name}`);
        return session.rows(`SELECT * FROM (${await scanQuery(snapshot)}) ORDER BY ALL`);
      };
      expect(await rows('type-widening')).toHaveLength(2);
      expect((await rows('void-column')).length).toBe(3);
      expect(await rows('cdf-table-with-dv')).toHaveLength(10);
    });
  },
);
