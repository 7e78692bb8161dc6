import type { LegacyObject, LegacyStatement } from '../estate/legacy-object.ts';

/** So many steps a job may be away from what it starts: a timer, its service, a script, the script that this one starts. */
const farthest = 6;

/**
 * The objects, of which those that a job starts have its schedule: the job's command names their file, or the unit that is started. What a script starts that has a schedule has it too. Of files with one
 * name the one whose path fits best is meant.
 */
export function withSchedules(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const startable = objects.filter(
    ({ kind, dialect, statements }) =>
      kind === 'script' || (kind === 'job' && (dialect === 'ssis' || statements.some(isRun))),
  );
  const found = new Map<string, Set<string>>();
  let next = objects.filter(({ schedule, statements }) => schedule !== null && statements.some(isRun));
  for (let step = 0; step < farthest && next.length > 0; step++) {
    const reached = new Set<string>();
    for (const job of next) {
      const schedules = job.schedule === null ? [...(found.get(job.id) ?? [])] : [job.schedule];
      for (const id of startedBy(job, startable)) {
        if (id === job.id) continue;
        const known = found.get(id) ?? new Set();
        const before = known.size;
        for (const schedule of schedules) known.add(schedule);
        found.set(id, known);
        if (known.size > before) reached.add(id);
      }
    }
    next = objects.filter(
      ({ id, schedule, statements }) => reached.has(id) && schedule === null && statements.some(isRun),
    );
  }
  return objects.map((object) => {
    const schedules = found.get(object.id);
    return schedules === undefined || object.schedule !== null
      ? object
      : { ...object, schedule: [...schedules].sort().join('; ') };
  });
}

/** A statement that starts something by its command. */
function isRun({ kind }: LegacyStatement): boolean {
  return kind === 'run';
}

function startedBy(job: LegacyObject, startable: readonly LegacyObject[]): readonly string[] {
  const words = job.statements.filter(isRun).flatMap(({ text }) => text.split(/[\s;&|<>'"()]+/));
  const folder = /^.*\bcd\s+([^\s;&|]+)/.exec(job.statements.find(isRun)?.text ?? '')?.[1];
  return words.flatMap((word) => {
    if (!word.includes('.')) return [];
    const path = partsOf(folder === undefined || word.startsWith('/') ? word : `${folder}/${word}`);
    let best = 0;
    let found: string[] = [];
    for (const { id, place } of startable) {
      const common = commonEnd(path, partsOf(place.file));
      if (common > best) {
        best = common;
        found = [];
      }
      if (common > 0 && common === best) found.push(id);
    }
    return found;
  });
}

function partsOf(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
}

function commonEnd(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (
    count < Math.min(left.length, right.length) &&
    left.at(-1 - count)!.toLowerCase() === right.at(-1 - count)!.toLowerCase()
  )
    count++;
  return count;
}
