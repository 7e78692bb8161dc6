import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder = '';
afterEach(() => removeFolder(folder));

test.each(['Europe/Paris', 'America/Caracas', 'UTC'])(
  'a moment beside a clock’s time is the same in a table as in a view (%s)',
  async (zone) => {
    const select = `SELECT TIMESTAMP '2026-01-01 10:00:00' AS clock, make_timestamptz(1767261600000000) AS moment, [make_timestamptz(1767261600000000)] AS moments,
      {'moment': make_timestamptz(1767261600000000), 'clock': TIMESTAMP '2026-01-01 10:00:00'} AS pair`;
    folder = await makeProject({
      'project.yml': `name: moments\ntime_zone: ${zone}\n`,
      'models/silver/stored.sql': select,
      'models/silver/shown.sql': `/* ---\nkind: view\n--- */\n${select}`,
      'models/silver/kept.sql': `/* ---\nkind: append\n--- */\nSELECT clock, moment, moments, pair FROM silver.stored`,
    });
    const applied = await lode(folder, ['apply', '--yes']);
    expect(applied.code, applied.stderr).toBe(0);
    for (const name of ['stored', 'shown', 'kept']) {
      const { stdout, stderr } = await lode(folder, [
        'query',
        `SELECT epoch_us(moment)::VARCHAR AS m, epoch_us(moments[1])::VARCHAR AS l, epoch_us(pair.moment)::VARCHAR AS s, clock::VARCHAR AS c, pair.clock::VARCHAR AS b FROM silver.${name}`,
        '--format',
        'json',
      ]);
      expect(JSON.parse(stdout || 'null'), `${name} ${stderr}`).toEqual([
        {
          m: '1767261600000000',
          l: '1767261600000000',
          s: '1767261600000000',
          c: '2026-01-01 10:00:00',
          b: '2026-01-01 10:00:00',
        },
      ]);
    }
  },
);
