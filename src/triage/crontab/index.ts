/**
 * Schedules that are written down in crontabs. In: a crontab's text, and the objects of an estate. Out: a job for each line, and the objects with the schedules of the jobs that start them. Knows nothing of
 * when anything ran.
 */
export { isCrontab, readCrontab } from './read-crontab.ts';
export { withSchedules } from './with-schedules.ts';
