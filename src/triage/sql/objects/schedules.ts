import { parts } from '../text/table-columns.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** A job that a script defines: its name, when it runs, and the texts that it runs. */
export interface WrittenJob {
  readonly name: string;
  readonly schedule: string | null;
  readonly commands: readonly string[];
  /** Places of the tokens of its statements, from the first to behind the last. */
  readonly from: number;
  readonly to: number;
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Jobs of SQL Server Agent, of DBMS_SCHEDULER and of pg_cron among the statements of a script. */
export function writtenJobs(
  tokens: readonly Token[],
  stretches: readonly (readonly [number, number])[],
): readonly WrittenJob[] {
  const jobs = new Map<
    string,
    { name: string; schedule: string | null; commands: string[]; from: number; to: number }
  >();
  const job = (name: string, from: number, to: number) => {
    const key = name.toLowerCase();
    const known = jobs.get(key) ?? { name, schedule: null, commands: [], from, to };
    known.to = Math.max(known.to, to);
    jobs.set(key, known);
    return known;
  };
  let last: string | null = null;
  for (const [from, to] of stretches)
    for (let i = from; i < to; i++) {
      const word =
        tokens[i]!.kind === 'word' || tokens[i]!.kind === 'name' ? tokens[i]!.text.toUpperCase() : '';
      if (/^SP_ADD_JOB(STEP|SCHEDULE)?$/.test(word)) {
        const values = namedValues(tokens, i + 1, to, /^@/);
        const name: string | null = values.get('@job_name') ?? last;
        if (name === null) continue;
        last = name;
        const it = job(name, from, to);
        if (word === 'SP_ADD_JOBSTEP' && values.has('@command')) it.commands.push(values.get('@command')!);
        if (word === 'SP_ADD_JOBSCHEDULE') it.schedule = agentSchedule(values);
      } else if (/^CREATE_JOB$/.test(word) && is(tokens[i + 1], '(')) {
        const end = closing(tokens, i + 1, to);
        const values = namedValues(tokens, i + 2, end - 1, /./);
        const name = values.get('job_name');
        if (name === undefined) continue;
        const it = job(name, from, to);
        it.schedule = values.get('repeat_interval') ?? values.get('schedule_name') ?? it.schedule;
        const action = values.get('job_action');
        if (action !== undefined)
          it.commands.push(/PROCEDURE/i.test(values.get('job_type') ?? '') ? `CALL ${action}()` : action);
      } else if (
        word === 'SCHEDULE' &&
        is(tokens[i - 1], '.') &&
        isWord(tokens[i - 2], 'CRON') &&
        is(tokens[i + 1], '(')
      ) {
        const end = closing(tokens, i + 1, to);
        const texts = parts(tokens, i + 2, end - 1)
          .map(([first]) => tokens[first]!)
          .filter((token) => token.kind === 'string');
        const [command, schedule, name] = texts.map((token) => token.text).reverse();
        if (command === undefined || schedule === undefined) continue;
        const it = job(name ?? command.slice(0, 40), from, to);
        it.schedule = schedule;
        it.commands.push(command);
      }
    }
  return [...jobs.values()];
}

/** `@name = value` and `name => value`, values as their texts. */
function namedValues(
  tokens: readonly Token[],
  from: number,
  to: number,
  pattern: RegExp,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [first, last] of parts(tokens, from, to)) {
    let name = first;
    while (name < last && !(is(tokens[name + 1], '=') && pattern.test(tokens[name]!.text))) name++;
    let value = name + 2;
    while (is(tokens[value], '>') || (isWord(tokens[value], 'N') && tokens[value + 1]?.kind === 'string'))
      value++;
    const token = tokens[value];
    if (token === undefined || value >= last) continue;
    if (token.kind === 'string' || token.kind === 'number')
      found.set(tokens[name]!.text.toLowerCase(), token.text);
  }
  return found;
}

/** In words, from the numbers of sp_add_jobschedule. */
function agentSchedule(values: ReadonlyMap<string, string>): string | null {
  const number = (name: string) => Number(values.get(name) ?? Number.NaN);
  const time = String(number('@active_start_time') || 0).padStart(6, '0');
  const at = `${time.slice(0, 2)}:${time.slice(2, 4)}`;
  const every = number('@freq_interval') || 1;
  const sub = number('@freq_subday_type');
  const step = number('@freq_subday_interval');
  const within = sub === 4 ? `, every ${step} minutes` : sub === 8 ? `, every ${step} hours` : '';
  switch (number('@freq_type')) {
    case 1:
      return `once ${values.get('@active_start_date') ?? ''} ${at}`.replace('  ', ' ');
    case 4:
      return `${every === 1 ? 'daily' : `every ${every} days`} ${at}${within}`;
    case 8:
      return `weekly on ${days.filter((_, day) => (every & (1 << day)) !== 0).join(', ')} ${at}${within}`;
    case 16:
      return `monthly on day ${every} ${at}${within}`;
    case 64:
      return 'when the agent starts';
    case 128:
      return 'when the machine is idle';
    default:
      return null;
  }
}

/** ON SCHEDULE of MySQL's events, SCHEDULE = '…' of Snowflake's tasks, or the tasks before them. */
export function headSchedule(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): string | null {
  for (let i = from; i < to; i++) {
    if (isWord(tokens[i], 'AS', 'DO')) break;
    if (isWord(tokens[i], 'AFTER')) {
      // A task of Snowflake that others start.
      let end = i + 1;
      while (end < to && !isWord(tokens[end], 'AS', 'WHEN')) end++;
      return end > i + 1 ? `after ${text.slice(tokens[i + 1]!.start, tokens[end - 1]!.end)}` : null;
    }
    if (!isWord(tokens[i], 'SCHEDULE')) continue;
    if (is(tokens[i + 1], '=') && tokens[i + 2]?.kind === 'string') return tokens[i + 2]!.text;
    let end = i + 1;
    while (end < to && !isWord(tokens[end], 'DO', 'ON', 'ENABLE', 'DISABLE', 'COMMENT')) end++;
    return end > i + 1
      ? text.slice(tokens[i + 1]!.start, tokens[end - 1]!.end).replaceAll(/\s+/g, ' ')
      : null;
  }
  return null;
}
