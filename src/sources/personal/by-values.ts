import type { PersonalProposal } from './by-name.ts';

/** Fewer values say nothing. */
const fewest = 5;
const share = 0.8;

interface Pattern {
  readonly class: string;
  readonly what: string;
  readonly fits: (text: string) => boolean;
  readonly sure: boolean;
}

const patterns: readonly Pattern[] = [
  {
    class: 'email',
    what: 'e-mail addresses',
    sure: true,
    fits: (text) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
  },
  { class: 'bank_account', what: 'IBANs with right check digits', sure: true, fits: isIban },
  {
    class: 'national_id',
    what: 'national numbers with right check digits',
    sure: true,
    fits: (text) => nationalIds.some((is) => is(digitsOf(text))),
  },
  {
    class: 'phone',
    what: 'telephone numbers',
    sure: false,
    fits: (text) => /^(\+|0)[\d\s()/.-]+$/.test(text) && /^\d{8,15}$/.test(digitsOf(text)),
  },
  {
    class: 'name',
    what: 'names of people',
    sure: false,
    fits: (text) => /^\p{Lu}[\p{L}'’-]+,? ((\p{Ll}{1,3} )*\p{Lu}[\p{L}'’.-]+ ?)+$/u.test(text),
  },
];

/**
 * Whether some values of a column, in the engine's text form, are such as personal data has; null: they are not. `today`: `2024-09-16`. The reason says how many, and never shows one.
 */
export function personalByValues(
  type: string,
  values: readonly string[],
  today: string,
): PersonalProposal | null {
  const texts = values.map((value) => value.trim()).filter((value) => value !== '');
  if (texts.length < fewest) return null;
  if (/^(DATE|TIMESTAMP)/i.test(type)) return birthDates(texts, today);
  if (!/^VARCHAR/i.test(type)) return null;
  for (const { class: name, what, fits, sure } of patterns) {
    const found = texts.filter(fits).length;
    // Of a few texts again and again, such as two towns, nothing is said by their shape.
    if (found < share * texts.length || (!sure && new Set(texts).size < texts.length / 2)) continue;
    return { class: name, reason: `${found} of ${texts.length} values are like ${what}`, sure };
  }
  return null;
}

/** Days of which most lie a generation back, and none to come. */
function birthDates(texts: readonly string[], today: string): PersonalProposal | null {
  const year = Number(today.slice(0, 4));
  const years = texts.map((text) => Number(text.slice(0, 4)));
  const possible = years.filter((each) => each > year - 120 && each <= year).length;
  const longAgo = years.filter((each) => each <= year - 25).length;
  if (possible < texts.length || longAgo < share * texts.length || new Set(texts).size < texts.length / 2)
    return null;
  return {
    class: 'birth_date',
    reason: `${longAgo} of ${texts.length} days lie 25 years back or more`,
    sure: false,
  };
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

/** ISO 13616: the first four characters go to the end, letters become 10 to 35, and the rest by 97 is 1. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain)) return false;
  const number = `${plain.slice(4)}${plain.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return BigInt(number) % 97n === 1n;
}

const nationalIds: readonly ((digits: string) => boolean)[] = [
  // Austria: the fourth digit checks the other nine, of which the last six are a day of birth.
  (digits) => {
    if (!/^[1-9]\d{9}$/.test(digits)) return false;
    const weights = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6];
    const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
    return sum % 11 === Number(digits[3]);
  },
  // Belgium: 97 less the rest of the first nine by 97; people born from 2000 on count with a 2 before them.
  (digits) =>
    /^\d{11}$/.test(digits) &&
    ['', '2'].some((before) => 97n - (BigInt(before + digits.slice(0, 9)) % 97n) === BigInt(digits.slice(9))),
  // Switzerland: 756 and the check digit of EAN-13.
  (digits) => {
    if (!/^756\d{10}$/.test(digits)) return false;
    const sum = [...digits.slice(0, 12)].reduce(
      (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3),
      0,
    );
    return (10 - (sum % 10)) % 10 === Number(digits[12]);
  },
  // Germany: ISO 7064, MOD 11,10.
  (digits) => {
    if (!/^[1-9]\d{10}$/.test(digits)) return false;
    let product = 10;
    for (const digit of digits.slice(0, 10)) {
      const sum = (Number(digit) + product) % 10 || 10;
      product = (2 * sum) % 11;
    }
    return (11 - product) % 10 === Number(digits[10]);
  },
];
