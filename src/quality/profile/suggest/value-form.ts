/** An SQL expression for the form of a text: digits as `9`, capital letters as `A`, small ones as `a`, all else as it is. */
export function formOf(column: string): string {
  const digits = `regexp_replace(${column}, '[0-9]', '9', 'g')`;
  return `regexp_replace(regexp_replace(${digits}, '[A-Z]', 'A', 'g'), '[a-z]', 'a', 'g')`;
}

/** The longest form that is made a pattern of. */
const longestForm = 40;

/**
 * A regular expression for texts of these forms; null where they have none in common, or one that says too little. Forms that differ in nothing but in how many letters or digits stand together have one with
 * `+`. Only forms with a digit are taken: words of equal length have a form by chance.
 */
export function patternOf(forms: readonly string[]): string | null {
  if (forms.length === 0 || forms.some((form) => form.length > longestForm || !form.includes('9')))
    return null;
  const runs = forms.map(runsOf);
  const [first] = runs;
  const parts = first!.map(({ letter, length }, place) => {
    const lengths = new Set(runs.map((each) => (each[place]?.letter === letter ? each[place].length : -1)));
    if (lengths.has(-1)) return null;
    return partOf(letter, lengths.size === 1 ? length : null);
  });
  if (parts.includes(null) || runs.some((each) => each.length !== first!.length)) return null;
  // A number of any length is no form.
  return first!.length === 1 && new Set(runs.map(([run]) => run!.length)).size > 1
    ? null
    : `^${parts.join('')}$`;
}

function runsOf(form: string): { letter: string; length: number }[] {
  return [...form.matchAll(/(.)\1*/gsu)].map(([run, letter]) => ({
    letter: letter!,
    length: [...run].length,
  }));
}

const classes: Readonly<Record<string, string>> = { '9': '[0-9]', A: '[A-Z]', a: '[a-z]' };

function partOf(letter: string, length: number | null): string {
  const one = classes[letter] ?? letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  return length === null ? `${one}+` : length === 1 ? one : `${one}{${length}}`;
}
