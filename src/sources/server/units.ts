import type { Units } from './whole-condition.ts';

const firstDay = -719_162n; // 0001-01-01
const lastDay = 2_932_896n; // 9999-12-31

/** Days since 1970, from the year 1 to 9999. */
export function dayUnits(literal: (day: string) => string): Units {
  return { least: firstDay, most: lastDay, literal: (day) => literal(dayText(day)) };
}

/** Moments since 1970 in parts of a second: 10^-digits. */
export function momentUnits(digits: number, literal: (moment: string) => string): Units {
  const ticksADay = 86_400n * 10n ** BigInt(digits);
  return {
    least: firstDay * ticksADay,
    most: (lastDay + 1n) * ticksADay - 1n,
    literal(units) {
      const day = units < 0n && units % ticksADay !== 0n ? units / ticksADay - 1n : units / ticksADay;
      return literal(`${dayText(day)} ${clockText(units - day * ticksADay, digits)}`);
    },
  };
}

/** Times of a day in parts of a second since midnight. */
export function clockUnits(digits: number, literal: (time: string) => string): Units {
  return {
    least: 0n,
    most: 86_400n * 10n ** BigInt(digits) - 1n,
    literal: (units) => literal(clockText(units, digits)),
  };
}

/** An unscaled number as it is written with `scale` digits behind the point. */
export function scaledText(units: bigint, scale: number): string {
  if (scale === 0) return units.toString();
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function dayText(day: bigint): string {
  return new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
}

function clockText(ticks: bigint, digits: number): string {
  const second = 10n ** BigInt(digits);
  const seconds = ticks / second;
  const two = (part: bigint) => part.toString().padStart(2, '0');
  const fraction = digits === 0 ? '' : `.${(ticks % second).toString().padStart(digits, '0')}`;
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}
