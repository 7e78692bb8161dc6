import { describe, expect, test } from 'vitest';
import {
  isSystemdUnit,
  isWindowsTask,
  readPythonScript,
  readSystemdUnit,
  readWindowsTask,
  withSchedules,
} from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';

const script = (file: string, text = '') =>
  readPythonScript(text, file, { dialect: null, readSql: readTables }).objects;

describe('units of systemd', () => {
  const service =
    '[Unit]\nDescription=Load\n[Service]\nType=oneshot\nUser=etl\nExecStartPre=-/bin/true\nExecStart=/usr/bin/python3 \\\n  /srv/jobs/load.py --all\n';
  const timer = '[Timer]\n# nightly\nOnCalendar=*-*-* 02:30:00\nOnCalendar=Sun 12:00\nPersistent=true\n';

  test('a timer is a job with its times, a service one with its commands', () => {
    expect(['a/load.timer', 'load.service', 'load.py'].map(isSystemdUnit)).toEqual([true, true, false]);
    expect(readSystemdUnit(timer, 'units/load.timer').objects).toMatchObject([
      { kind: 'job', schedule: '*-*-* 02:30:00; Sun 12:00', statements: [{ text: 'load.service' }] },
    ]);
    expect(readSystemdUnit(service, 'units/load.service').objects).toMatchObject([
      {
        schedule: null,
        owner: 'etl',
        statements: [
          { text: '/bin/true', place: { line: 6 } },
          { text: '/usr/bin/python3 /srv/jobs/load.py --all', place: { line: 7 } },
        ],
      },
    ]);
    expect(readSystemdUnit('[Timer]\nOnBootSec=5min\nUnit=x.service', 'a.timer').objects).toMatchObject([
      { schedule: 'OnBootSec=5min', statements: [{ text: 'x.service' }] },
    ]);
  });

  test('the script that the service of a timer starts has its times, and so has what the script starts', () => {
    const objects = withSchedules([
      ...readSystemdUnit(timer, 'units/load.timer').objects,
      ...readSystemdUnit(service, 'units/load.service').objects,
      ...script('jobs/load.py', 'os.system("python jobs/second.py")'),
      ...script('jobs/second.py'),
      ...script('jobs/other.py'),
    ]);
    expect(objects.map(({ id, schedule }) => [id, schedule])).toEqual([
      ['units/load.timer', '*-*-* 02:30:00; Sun 12:00'],
      ['units/load.service', '*-*-* 02:30:00; Sun 12:00'],
      ['jobs/load.py', '*-*-* 02:30:00; Sun 12:00'],
      ['jobs/second.py', '*-*-* 02:30:00; Sun 12:00'],
      ['jobs/other.py', null],
    ]);
  });

  test('scripts that start one another in circles have the times of the first', () => {
    const objects = withSchedules([
      ...script('a.py', 'DAG("d", schedule="@daily")\nos.system("python b.py")'),
      ...script('b.py', 'os.system("python c.py")'),
      ...script('c.py', 'os.system("python b.py")\nos.system("python a.py")'),
    ]);
    expect(objects.map(({ schedule }) => schedule)).toEqual(['@daily', '@daily', '@daily']);
  });
});

describe('tasks of Windows', () => {
  const task = (triggers: string, rest = '') =>
    `<?xml version="1.0" encoding="UTF-16"?>\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n<RegistrationInfo><Author>CORP\\anna</Author><URI>\\Night load</URI></RegistrationInfo>\n<Triggers>${triggers}</Triggers>${rest}\n<Actions Context="Author"><Exec>\n<Command>C:\\Python\\python.exe</Command><Arguments>load.py --all</Arguments><WorkingDirectory>D:\\etl\\jobs</WorkingDirectory></Exec></Actions></Task>`;
  const calendar = (inner: string) =>
    `<CalendarTrigger><StartBoundary>2024-03-01T02:30:00</StartBoundary><Enabled>true</Enabled>${inner}</CalendarTrigger>`;

  test('are told by what stands in them', () => {
    expect(isWindowsTask('a.xml', task(''))).toBe(true);
    expect(isWindowsTask('a.xml', task('').replaceAll(/(.)/g, '$1\0'))).toBe(true);
    expect(isWindowsTask('a.xml', '<project/>')).toBe(false);
    expect(isWindowsTask('a.txt', task(''))).toBe(false);
  });

  test.each([
    ['<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>', 'daily 02:30'],
    ['<ScheduleByDay><DaysInterval>3</DaysInterval></ScheduleByDay>', 'every 3 days 02:30'],
    [
      '<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek><Monday/><Friday/></DaysOfWeek></ScheduleByWeek>',
      'weekly on monday, friday 02:30',
    ],
    [
      '<ScheduleByMonth><DaysOfMonth><Day>1</Day><Day>Last</Day></DaysOfMonth><Months><March/></Months></ScheduleByMonth>',
      'monthly on 1, Last of march 02:30',
    ],
    [
      '<ScheduleByMonthDayOfWeek><Weeks><Week>2</Week></Weeks><DaysOfWeek><Sunday/></DaysOfWeek></ScheduleByMonthDayOfWeek>',
      'monthly on week 2 sunday 02:30',
    ],
    [
      '<Repetition><Interval>PT1H30M</Interval></Repetition><ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>',
      'daily 02:30, every 1 hour 30 minutes',
    ],
  ])('%s', (inner, schedule) => {
    expect(readWindowsTask(task(calendar(inner)), 'a.xml').objects[0]!.schedule).toBe(schedule);
  });

  test('other triggers, several, and those that are switched off', () => {
    const scheduleOf = (triggers: string, rest = '') =>
      readWindowsTask(task(triggers, rest), 'a.xml').objects[0]!.schedule;
    const once = '<TimeTrigger><StartBoundary>2024-03-01T02:30:00</StartBoundary></TimeTrigger>';
    expect(scheduleOf(`${once}<BootTrigger/>`)).toBe('once 2024-03-01 02:30; at startup');
    expect(scheduleOf('<LogonTrigger><Enabled>false</Enabled></LogonTrigger>')).toBeNull();
    expect(scheduleOf(once, '<Settings><Enabled>false</Enabled></Settings>')).toBeNull();
  });

  test('the task is a job with its name, its owner and its command, whose script has its time', () => {
    const day = '<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>';
    const { objects } = readWindowsTask(task(calendar(day)), 'tasks/a.xml');
    expect(objects).toMatchObject([
      {
        id: 'tasks/a.xml',
        name: 'Night load',
        owner: 'CORP\\anna',
        understanding: 'parsed',
        statements: [
          {
            kind: 'run',
            text: 'cd D:\\etl\\jobs && C:\\Python\\python.exe load.py --all',
            place: { line: 5 },
          },
        ],
      },
    ]);
    const scheduled = withSchedules([...objects, ...script('jobs/load.py'), ...script('old/load.py')]);
    expect(scheduled.slice(1).map(({ schedule }) => schedule)).toEqual(['daily 02:30', null]);
  });

  test('a task that is cut off anywhere keeps its entry', () => {
    const text = task(calendar('<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>'));
    for (let end = 0; end < text.length; end += 11)
      expect(readWindowsTask(text.slice(0, end), 'a.xml').objects).toHaveLength(1);
  });
});
