import { expect, test } from 'vitest';
import { isCrontab, readCrontab, readPythonScript, withSchedules } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';

const script = (file: string) => readPythonScript('', file, { dialect: null, readSql: readTables }).objects;

test('crontabs are told by their names', () => {
  expect(['crontab', 'etc/cron.d/exports', 'nightly.cron', 'a/crontab.prod'].map(isCrontab)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['cron.py', 'crontabs/a.sql', 'jobs/a.cron.sql'].map(isCrontab)).toEqual([false, false, false]);
});

test('each line that starts something is a job; what is none is noted', () => {
  const { objects, notes } = readCrontab(
    '# exports\nMAILTO=x@y.z\n\n0  3 * * mon-fri  cd /srv/etl && python jobs/a.py --all\n@daily /srv/run.sh\r\nnonsense here\n*/15 0-6,22 1,15 * * x\n',
    'crontab',
  );
  expect(objects.map(({ id, schedule, statements }) => [id, schedule, statements[0]!.text])).toEqual([
    ['crontab:4', '0 3 * * mon-fri', 'cd /srv/etl && python jobs/a.py --all'],
    ['crontab:5', '@daily', '/srv/run.sh'],
    ['crontab:7', '*/15 0-6,22 1,15 * *', 'x'],
  ]);
  expect(notes.map(({ code, place }) => [code, place.line])).toEqual([['not-parsed', 6]]);
});

test("the tables of a system name the job's user", () => {
  const { objects } = readCrontab('0 3 * * * etl /srv/a.py\n', 'etc/cron.d/exports');
  expect(objects.map(({ owner, statements }) => [owner, statements[0]!.text])).toEqual([
    ['etl', '/srv/a.py'],
  ]);
});

test('a script has the schedules of the lines that start it, that of the fitting path', () => {
  const cron = readCrontab(
    '0 3 * * * cd /srv/etl/jobs && python a.py\n30 4 * * 0 python3 "/srv/old/a.py" > log\n15 5 * * * python /x/jobs/a.py\n',
    'crontab',
  );
  const found = withSchedules([
    ...script('etl/jobs/a.py'),
    ...script('old/a.py'),
    ...script('b.py'),
    ...cron.objects,
  ]);
  expect(found.slice(0, 3).map(({ schedule }) => schedule)).toEqual([
    '0 3 * * *; 15 5 * * *',
    '30 4 * * 0',
    null,
  ]);
});
