import type { LegacyObject } from '../estate/legacy-object.ts';

/** The objects, of which those that a job starts have its schedule: the job's command names their file. Of files with one name the one whose path fits best is meant. */
export function withSchedules(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const startable = objects.filter(
    ({ kind, dialect }) => kind === 'script' || (kind === 'job' && dialect === 'ssis'),
  );
  const schedules = new Map<string, Set<string>>();
  for (const job of objects) {
    if (job.kind !== 'job' || job.schedule === null) continue;
    for (const id of startedBy(job, startable)) {
      const known = schedules.get(id) ?? new Set();
      schedules.set(id, known.add(job.schedule));
    }
  }
  return objects.map((object) => {
    const found = schedules.get(object.id);
    return found === undefined || object.schedule !== null
      ? object
      : { ...object, schedule: [...found].sort().join('; ') };
  });
}

function startedBy(job: LegacyObject, startable: readonly LegacyObject[]): readonly string[] {
  const words = job.statements.flatMap(({ text }) => text.split(/[\s;&|<>'"()]+/));
  const folder = /^.*\bcd\s+([^\s;&|]+)/.exec(job.statements[0]?.text ?? '')?.[1];
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
