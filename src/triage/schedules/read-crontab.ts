import type { EstateNote, LegacyObject } from '../estate/legacy-object.ts';
import type { FileReading } from '../estate/sql-reader.ts';

/** Whether a file is a crontab, by its name: `crontab`, `nightly.cron`, `cron.d/exports`. */
export function isCrontab(file: string): boolean {
  return /(?:^|\/)(?:crontab[^/]*|cron\.d\/[^/]+|[^/]+\.(?:cron|crontab))$/i.test(file);
}

const field = String.raw`(?:\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:\/[0-9]+)?(?:,(?:\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:\/[0-9]+)?)*`;
const timed = new RegExp(String.raw`^(${field}(?:\s+${field}){4})\s+(\S.*)$`, 'i');
const named = /^(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly))\s+(\S.*)$/i;

/** A job for each line that starts something: its statement is the command. A line that is none stays, as a note. */
export function readCrontab(text: string, file: string): FileReading {
  const objects: LegacyObject[] = [];
  const notes: EstateNote[] = [];
  // The tables of a system name a user before the command.
  const hasUser = /(?:^|\/)(?:cron\.d\/|crontab$)/i.test(file) && /(?:^|\/)etc\/|cron\.d\//i.test(file);
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || /^\w+\s*=/.test(line)) return;
    const place = { file, line: index + 1, endLine: index + 1 };
    const found = timed.exec(line) ?? named.exec(line);
    if (found === null) {
      notes.push({ code: 'not-parsed', text: `this is no line of a crontab: ${line.slice(0, 80)}`, place });
      return;
    }
    const schedule = found[1]!.replaceAll(/\s+/g, ' ');
    const [, user, command] = (hasUser ? /^(\S+)\s+(.+)$/.exec(found[2]!) : null) ?? [null, null, found[2]!];
    objects.push({
      id: `${file}:${index + 1}`,
      name: command!.slice(0, 80),
      kind: 'job',
      dialect: null,
      place,
      understanding: 'parsed',
      columns: null,
      key: null,
      parameters: [],
      statements: [{ kind: 'run', place, understanding: 'parsed', reads: [], writes: [], text: command! }],
      schedule,
      owner: user ?? null,
      measures: [],
      notes: [],
    });
  });
  return { objects, notes };
}
