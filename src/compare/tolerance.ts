/** How far two values may lie apart and still match. Each part that is there is enough by itself, but `decimals`, which rounds both sides before anything else. */
export interface Tolerance {
  /** As a decimal number in text, so that it is exact. */
  readonly absolute: string | null;
  /** A share of the larger of both amounts, e.g. `0.01` for one percent. */
  readonly relative: string | null;
  /** Both are rounded to so many decimals. */
  readonly decimals: number | null;
  /** Microseconds. */
  readonly time: number | null;
}

export const noTolerance: Tolerance = { absolute: null, relative: null, decimals: null, time: null };

const units: Readonly<Record<string, number>> = {
  ms: 1e3,
  s: 1e6,
  min: 60e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
};

/** Microseconds of a duration such as `500ms`, `2s`, `15min`, `1h`, `3d`; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)$/.exec(text.trim());
  return match === null ? null : Math.round(Number(match[1]) * units[match[2]!]!);
}

/**
 * `0.01` is absolute, `1%` relative, `2 decimals` rounds, `5s`, `15min`, `1h`, `1d` are for times; several with commas between. null where it is none of these.
 */
export function parseTolerance(text: string): Tolerance | null {
  let tolerance = noTolerance;
  for (const part of text.split(',').map((each) => each.trim())) {
    const plain = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(part);
    const scientific = /^(\d+(?:\.\d+)?)e-(\d{1,2})(%?)$/i.exec(part);
    const decimals = /^(\d{1,2})\s*decimals?$/.exec(part);
    if (plain !== null || scientific !== null) {
      const [number, percent] =
        plain !== null
          ? [plain[1]!, plain[2] === '%']
          : [shiftLeft(scientific![1]!, Number(scientific![2])), scientific![3] === '%'];
      if (percent) tolerance = { ...tolerance, relative: shiftLeft(number, 2) };
      else tolerance = { ...tolerance, absolute: number.startsWith('.') ? `0${number}` : number };
    } else if (decimals !== null) tolerance = { ...tolerance, decimals: Number(decimals[1]) };
    else {
      const time = parseDuration(part);
      if (time === null) return null;
      tolerance = { ...tolerance, time };
    }
  }
  return tolerance;
}

/** A decimal number in text, divided by ten so many times. */
function shiftLeft(number: string, places: number): string {
  const [whole = '', fraction = ''] = number.split('.');
  const digits = whole.padStart(places + 1, '0');
  const cut = digits.length - places;
  const text = `${digits.slice(0, cut)}.${digits.slice(cut)}${fraction}`;
  return text.replace(/\.?0+$/, '').replace(/^0+(?=\d)/, '') || '0';
}

/** The tolerance in words. */
export function toleranceText(tolerance: Tolerance): string {
  const { absolute, relative, decimals, time } = tolerance;
  return [
    ...(absolute === null ? [] : [`±${absolute}`]),
    ...(relative === null ? [] : [`±${Number((Number(relative) * 100).toPrecision(12))}%`]),
    ...(decimals === null ? [] : [`${decimals} decimals`]),
    ...(time === null ? [] : [`±${durationText(time)}`]),
  ].join(' or ');
}

export function durationText(microseconds: number): string {
  for (const unit of ['d', 'h', 'min', 's', 'ms'])
    if (microseconds % units[unit]! === 0) return `${microseconds / units[unit]!}${unit}`;
  return `${microseconds / 1e3}ms`;
}
