import { nothingKnown } from '../estate/bare-object.ts';
import type { LegacyObject, LegacyStatement } from '../estate/legacy-object.ts';
import type { FileReading } from '../estate/sql-reader.ts';

/** Whether a file is a timer of systemd, or a service that one may start. */
export function isSystemdUnit(file: string): boolean {
  return /\.(?:timer|service)$/i.test(file);
}

const times = /^On(?:Calendar|BootSec|StartupSec|UnitActiveSec|UnitInactiveSec|ActiveSec)$/i;

/**
 * A unit of systemd as a job: a timer with when it goes off (`OnCalendar=` as it is written, other settings by their names) and the unit that it starts, a service with the commands that it runs.
 * Source: systemd.timer(5), systemd.service(5).
 */
export function readSystemdUnit(text: string, file: string): FileReading {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const isTimer = /\.timer$/i.test(file);
  const schedules: string[] = [];
  const statements: LegacyStatement[] = [];
  let owner: string | null = null;
  let unit: { readonly name: string; readonly line: number } = {
    name: name.replace(/\.timer$/i, '.service'),
    line: 1,
  };
  const run = (command: string, line: number) => {
    const place = { file, line, endLine: line };
    statements.push({ kind: 'run', place, understanding: 'parsed', reads: [], writes: [], text: command });
  };
  let section = '';
  for (const { words, line } of settings(text)) {
    const head = /^\[(\w+)\]$/.exec(words);
    if (head !== null) section = head[1]!.toLowerCase();
    const [, key, value] = /^(\w+)\s*=\s*(.*)$/.exec(words) ?? [];
    if (key === undefined || value === undefined || value === '') continue;
    if (section === 'timer' && times.test(key))
      schedules.push(/^OnCalendar$/i.test(key) ? value : `${key}=${value}`);
    else if (section === 'timer' && /^Unit$/i.test(key)) unit = { name: value, line };
    else if (section === 'service' && /^Exec(?:Start(?:Pre|Post)?)$/i.test(key))
      run(value.replace(/^[-@:+!|]+/, ''), line);
    else if (section === 'service' && /^User$/i.test(key)) owner = value;
  }
  // Something else that is called so.
  if (section === '') return { objects: [], notes: [] };
  if (isTimer) run(unit.name, unit.line);
  const job: LegacyObject = {
    id: file,
    name,
    kind: 'job',
    dialect: null,
    place: { file, line: 1, endLine: text.split('\n').length },
    understanding: 'parsed',
    ...nothingKnown,
    statements,
    schedule: schedules.length === 0 ? null : schedules.join('; '),
    owner,
  };
  return { objects: [job], notes: [] };
}

/** Lines without comments, those that a backslash goes on with put together. */
function* settings(text: string): Generator<{ readonly words: string; readonly line: number }> {
  let open = '';
  let from = 0;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    if (open === '') from = index + 1;
    if (line.endsWith('\\')) {
      open += `${line.slice(0, -1)} `;
      continue;
    }
    yield { words: `${open}${line}`.replaceAll(/\s+/g, ' ').trim(), line: from };
    open = '';
  }
}
