/** Numbers as people read them. */

/** `1,021` */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 row`, `1,021 rows` */
export function rows(value: number): string {
  return plural(value, 'row');
}

/** `1 model`, `1,021 models` */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Bytes in powers of 1,000: `12 kB`, `3.4 GB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
