export interface CsvRecords {
  readonly push: (line: number, text: string) => void;
  readonly end: () => void;
}

/** A record that does not end within so many lines, or letters, has lost its closing quote. */
const mostLines = 5000;
const mostLetters = 8_000_000;

/**
 * Cuts the lines of a CSV log into records: a quoted field may hold line ends. A record whose closing quote is missing is damaged, and what follows is read again from its second line, or from where
 * `begins` says that a record begins: one cut line costs one record.
 */
export function csvRecords(
  separator: string,
  begins: (text: string) => boolean,
  take: (line: number, fields: readonly string[] | null) => void,
): CsvRecords {
  let held: { line: number; text: string }[] = [];
  let letters = 0;
  let open = false;

  const push = (line: number, text: string): void => {
    if (open && begins(text)) {
      // A new record inside of quotes: the one before was cut off.
      giveUp();
    }
    if (held.length === 0 && quotes(text) % 2 === 0) {
      if (text !== '') take(line, splitFields(text, separator));
      return;
    }
    held.push({ line, text });
    letters += text.length;
    if (held.length === 1) open = true;
    else if (quotes(text) % 2 === 1) open = false;
    if (!open) {
      const whole = held.map((each) => each.text).join('\n');
      const first = held[0]!.line;
      held = [];
      letters = 0;
      take(first, splitFields(whole, separator));
    } else if (held.length > mostLines || letters > mostLetters) giveUp();
  };

  /** The first line is lost; the others may be records of their own. They are fewer than those that were held, so this comes to an end. */
  const giveUp = (): void => {
    const [first, ...rest] = held;
    held = [];
    letters = 0;
    open = false;
    take(first!.line, null);
    for (const each of rest) push(each.line, each.text);
  };

  return {
    push,
    end: () => {
      while (held.length > 0) giveUp();
    },
  };
}

function quotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

/** The fields of one record, without their quotes. */
export function splitFields(text: string, separator: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charCodeAt(at) === 34) {
      let end = text.indexOf('"', at + 1);
      let doubled = false;
      while (end >= 0 && text.charCodeAt(end + 1) === 34) {
        doubled = true;
        end = text.indexOf('"', end + 2);
      }
      const stop = end < 0 ? text.length : end;
      const field = text.slice(at + 1, stop);
      fields.push(doubled ? field.replaceAll('""', '"') : field);
      const next = text.indexOf(separator, stop + 1);
      if (next < 0) return fields;
      at = next + 1;
    } else {
      const next = text.indexOf(separator, at);
      fields.push(next < 0 ? text.slice(at) : text.slice(at, next));
      if (next < 0) return fields;
      at = next + 1;
    }
  }
}
