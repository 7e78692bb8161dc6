import { createHmac } from 'node:crypto';

/** Gives fakes for personal data: null where a type has none. Equal values get equal fakes, different ones different fakes, through all columns of a masker. */
export interface Masker {
  /** Whether values of a type, in the engine's words, can be masked. */
  knows(type: string): boolean;
  /** The fake for a value in the engine's text form, in the same form. */
  mask(type: string, text: string): string;
}

/**
 * A masker whose fakes depend on `key` and on nothing else, so that the same key gives the same fakes another day. A fake has the shape of its value: letters stay letters of their
 * case, digits digits, and everything else as it stands, trailing spaces too; numbers keep sign and digits, days move by up to five years, and times of day become others. Texts that differ in case or in spaces
 * around them only have fakes that differ in the same. What the fake is says nothing about the value to somebody without the key.
 */
export function createMasker(key: string): Masker {
  const fakes = new Map<string, string>();
  const taken = new Set<string>();
  const unique = (kind: string, value: string, fakeOf: (random: Random) => string): string => {
    const name = `${kind} ${value}`;
    const known = fakes.get(name);
    if (known !== undefined) return known;
    let fake = '';
    // A shape with few values, a single digit for instance, cannot give each its own for ever.
    for (let turn = 0; turn < 100; turn++) {
      fake = fakeOf(randomOf(key, `${turn} ${name}`));
      if (fake !== value && !taken.has(`${kind} ${fake}`)) break;
    }
    fakes.set(name, fake);
    taken.add(`${kind} ${fake}`);
    return fake;
  };
  return {
    knows: (type) => kindOf(type) !== null,
    mask(type, text) {
      switch (kindOf(type)) {
        case 'text': {
          const core = text.trim().normalize('NFC').toLowerCase();
          const fake = unique('text', core, (random) => fakeText(core, random));
          return dressed(fake, text);
        }
        case 'integer':
          return unique('integer', text, (random) => fakeInteger(text, random));
        case 'digits':
          return unique('digits', text, (random) => fakeDigits(text, random));
        case 'day':
          return (
            unique('day', text.slice(0, 10), (random) => fakeDay(text.slice(0, 10), random)) +
            text.slice(10).replace(/^( )(\d\d:\d\d:[\d.]+)/, (_, space: string, clock: string) => {
              const midnight = /^[0:.]+$/.test(clock);
              return (
                space + (midnight ? clock : unique('clock', clock, (random) => fakeClock(clock, random)))
              );
            })
          );
        case null:
          throw new Error(`values of type ${type} cannot be masked`);
      }
    },
  };
}

function kindOf(type: string): 'text' | 'integer' | 'digits' | 'day' | null {
  const word = type.toUpperCase();
  if (word === 'VARCHAR') return 'text';
  if (integerTypes.includes(word)) return 'integer';
  if (word.startsWith('DECIMAL')) return 'digits';
  if (word === 'DATE' || word.startsWith('TIMESTAMP')) return 'day';
  return null;
}

const integerTypes = [
  'TINYINT',
  'UTINYINT',
  'SMALLINT',
  'USMALLINT',
  'INTEGER',
  'UINTEGER',
  'BIGINT',
  'UBIGINT',
  'HUGEINT',
];

/** The largest numbers of the types. A fake is none larger than the first that its value does not pass, so that it fits each column that the value does. */
const integerLimits = [7n, 8n, 15n, 16n, 31n, 32n, 63n, 64n, 127n].map((bits) => 2n ** bits - 1n);

/** A number from 0 to below `limit`, a new one with each call. */
type Random = (limit: bigint) => bigint;

function randomOf(key: string, name: string): Random {
  let call = 0;
  return (limit) => {
    const digest = createHmac('sha256', key).update(`${call++} ${name}`, 'utf8').digest('hex');
    return BigInt(`0x${digest}`) % limit;
  };
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

function fakeText(core: string, random: Random): string {
  return [...core]
    .map((character) => {
      if (/\p{N}/u.test(character)) return String(random(10n));
      return /\p{L}/u.test(character) ? letters[Number(random(26n))]! : character;
    })
    .join('');
}

/** The fake with the case and the surrounding spaces of `text`. */
function dressed(fake: string, text: string): string {
  const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  const shape = [...core.normalize('NFC')];
  // Some capitals are two letters when small; then the cases do not match up and the fake stays small.
  const characters = [...fake];
  if (shape.length !== characters.length) return before + fake + after;
  const cased = characters.map((character, index) =>
    /\p{Lu}/u.test(shape[index]!) ? character.toUpperCase() : character,
  );
  return before + cased.join('') + after;
}

function fakeInteger(text: string, random: Random): string {
  const sign = text.startsWith('-') ? '-' : '';
  const digits = BigInt(text.replace('-', ''));
  // The smallest number of a type is one further from zero than its largest.
  const most = integerLimits.find((limit) => (sign === '' ? digits : digits - 1n) <= limit) ?? digits;
  const length = BigInt(digits.toString().length);
  const least = length === 1n ? 0n : 10n ** (length - 1n);
  const largest = 10n ** length - 1n < most ? 10n ** length - 1n : most;
  const fake = least + random(largest - least + 1n);
  return fake === 0n ? '0' : `${sign}${fake}`;
}

/** A first digit of 0 stays one, so that a number does not grow. */
function fakeDigits(text: string, random: Random): string {
  let first = true;
  return text.replaceAll(/\d/g, (digit) => {
    if (first && digit === '0') return digit;
    const fake = first ? 1n + random(9n) : random(10n);
    first = false;
    return String(fake);
  });
}

function fakeDay(text: string, random: Random): string {
  const day = Date.parse(`${text}T00:00:00Z`);
  // Infinity, and years behind 9999, are no birthdays.
  if (Number.isNaN(day)) return text;
  const days = Number(random(3653n)) - 1826;
  const moved = (by: number) => new Date(day + by * 86_400_000).toISOString().slice(0, 10);
  // At the ends of the calendar the other way.
  return /^\d{4}-/.test(moved(days)) ? moved(days) : moved(-days);
}

/** Hours, minutes, seconds and what is below them; what is zero stays so. */
function fakeClock(text: string, random: Random): string {
  const [hours = '', minutes = '', seconds = '', ...fraction] = text.split(/[:.]/);
  const part = (of: string, below: bigint) =>
    /^0*$/.test(of) ? of : String(1n + random(below - 1n)).padStart(of.length, '0');
  const whole = [part(hours, 24n), part(minutes, 60n), part(seconds, 60n)].join(':');
  return [whole, ...fraction.map((of) => part(of, 10n ** BigInt(of.length)))].join('.');
}
