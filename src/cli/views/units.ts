export { bytes, count, plural, rows } from '../../reports/units.ts';

/** `0.04 s`, `3.2 s`, `2 min 5 s` */
export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
