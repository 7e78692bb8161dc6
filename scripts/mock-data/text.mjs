/** What a CHAR(n) column gives back: the text filled with spaces to n characters. */
export const char = (text, length) => (text === null ? null : text.padEnd(length, ' '));

/** How an older program of the same house wrote names: capitals without accents. */
export const withoutAccents = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toUpperCase();

/** A whole number of ten-thousandths as a DECIMAL(18,4): money never passes through a float. */
export function decimal(tenThousandths) {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
  return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
