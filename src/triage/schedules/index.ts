/**
 * Schedules that are written down: crontabs, timers of systemd, tasks of Windows. In: the text of one, and the objects of an estate. Out: a job for each, and the objects with the schedules of the jobs that
 * start them. Knows nothing of when anything ran.
 */
export { isCrontab, readCrontab } from './read-crontab.ts';
export { isSystemdUnit, readSystemdUnit } from './read-systemd.ts';
export { isWindowsTask, readWindowsTask } from './read-windows-task.ts';
export { withSchedules } from './with-schedules.ts';
