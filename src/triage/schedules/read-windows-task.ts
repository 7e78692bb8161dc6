import { nothingKnown } from '../estate/bare-object.ts';
import type { EstateNote, LegacyObject } from '../estate/legacy-object.ts';
import type { FileReading } from '../estate/sql-reader.ts';
import { childrenNamed, readXml, type XmlElement } from '../ssis/xml-tree.ts';

/** What every task that Windows exports names. */
const namespace = 'schemas.microsoft.com/windows/2004/02/mit/task';

/** Whether the beginning of a file, whatever its encoding, is that of a task of Windows' Task Scheduler. `head`: each byte as a letter. */
export function isWindowsTask(file: string, head: string): boolean {
  return /\.xml$/i.test(file) && head.replaceAll('\0', '').includes(namespace);
}

/** A task of Windows' Task Scheduler as a job: its triggers in words (`daily 02:30`), its commands, its author. Source: learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema. */
export function readWindowsTask(text: string, file: string): FileReading {
  const { root, damage } = readXml(text);
  const task = root ?? undefined;
  const place = (element: XmlElement) => ({ file, line: element.line, endLine: element.endLine });
  const whole = { file, line: 1, endLine: text.split('\n').length };
  const notes: EstateNote[] = damage.map(({ line, problem }) => ({
    code: 'not-parsed',
    text: problem,
    place: { file, line, endLine: line },
  }));
  const isOff = textAt(task, 'Settings', 'Enabled') === 'false';
  if (isOff) notes.push({ code: 'disabled', text: 'The task is switched off.', place: whole });
  const triggers = childrenNamed(task, 'Triggers').flatMap(({ children }) => children);
  const schedules = triggers.flatMap((trigger) =>
    isOff || textAt(trigger, 'Enabled') === 'false' ? [] : [triggerWords(trigger)],
  );
  const uri = textAt(task, 'RegistrationInfo', 'URI');
  const owner =
    textAt(task, 'RegistrationInfo', 'Author') ?? textAt(task, 'Principals', 'Principal', 'UserId');
  const job: LegacyObject = {
    id: file,
    name: uri?.replace(/^\\+/, '') ?? file.slice(file.lastIndexOf('/') + 1),
    kind: 'job',
    dialect: null,
    place: whole,
    understanding: damage.length > 0 ? 'scanned' : 'parsed',
    ...nothingKnown,
    statements: childrenNamed(task, 'Actions', 'Exec').map((action) => ({
      kind: 'run',
      place: place(action),
      understanding: 'parsed',
      reads: [],
      writes: [],
      text: commandOf(action),
    })),
    schedule: schedules.length === 0 ? null : [...new Set(schedules)].join('; '),
    owner: owner === null || /^S-1-/.test(owner) ? null : owner,
    notes,
  };
  return { objects: [job], notes: [] };
}

function commandOf(action: XmlElement): string {
  const folder = textAt(action, 'WorkingDirectory');
  const command = [textAt(action, 'Command'), textAt(action, 'Arguments')]
    .filter((word) => word !== null)
    .join(' ');
  return folder === null ? command : `cd ${folder} && ${command}`;
}

function triggerWords(trigger: XmlElement): string {
  const start = textAt(trigger, 'StartBoundary');
  const time = /T(\d\d:\d\d)/.exec(start ?? '')?.[1];
  const every = duration(textAt(trigger, 'Repetition', 'Interval'));
  const parts = [calendarWords(trigger, start), ...(every === null ? [] : [`every ${every}`])];
  const [first, ...more] = parts.filter((part) => part !== null);
  const at = trigger.name === 'CalendarTrigger' && time !== undefined ? ` ${time}` : '';
  return [`${first ?? trigger.name}${at}`, ...more].join(', ');
}

/** When a trigger goes off, without the time of day. */
function calendarWords(trigger: XmlElement, start: string | null): string | null {
  switch (trigger.name) {
    case 'TimeTrigger':
      return `once ${start?.replace(/:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/, '').replace('T', ' ') ?? ''}`.trim();
    case 'BootTrigger':
      return 'at startup';
    case 'LogonTrigger':
      return 'at logon';
    case 'CalendarTrigger':
      break;
    default:
      return null;
  }
  const names = (...path: readonly string[]) =>
    childrenNamed(trigger, ...path).flatMap(({ children }) => children.map(({ name }) => name.toLowerCase()));
  const texts = (...path: readonly string[]) =>
    childrenNamed(trigger, ...path).map(({ text }) => text.trim());
  const days = textAt(trigger, 'ScheduleByDay', 'DaysInterval');
  if (days !== null) return days === '1' ? 'daily' : `every ${days} days`;
  if (childrenNamed(trigger, 'ScheduleByWeek').length > 0) {
    const weeks = textAt(trigger, 'ScheduleByWeek', 'WeeksInterval') ?? '1';
    const on = names('ScheduleByWeek', 'DaysOfWeek');
    return `${weeks === '1' ? 'weekly' : `every ${weeks} weeks`} on ${on.join(', ')}`;
  }
  for (const kind of ['ScheduleByMonth', 'ScheduleByMonthDayOfWeek']) {
    if (childrenNamed(trigger, kind).length === 0) continue;
    const months = names(kind, 'Months');
    const on =
      kind === 'ScheduleByMonth'
        ? texts(kind, 'DaysOfMonth', 'Day')
        : [`week ${texts(kind, 'Weeks', 'Week').join(', ')} ${names(kind, 'DaysOfWeek').join(', ')}`];
    return `monthly on ${on.join(', ')}${months.length > 0 && months.length < 12 ? ` of ${months.join(', ')}` : ''}`;
  }
  return null;
}

/** `PT1H30M` as `1 hour 30 minutes`; null: none, or in a form that is not this. */
function duration(text: string | null): string | null {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? '');
  const words = ['day', 'hour', 'minute', 'second'].flatMap((unit, index) => {
    const count = found?.[index + 1];
    return count === undefined ? [] : [`${count} ${unit}${count === '1' ? '' : 's'}`];
  });
  return words.length === 0 ? null : words.join(' ');
}

function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | null {
  const text = childrenNamed(element, ...path)[0]?.text.trim() ?? '';
  return text === '' ? null : text;
}
