const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  '0': '\0',
};

export interface LiteralShape {
  readonly isRaw: boolean;
  /** Of the text between the quotes, from the literal's beginning. */
  readonly from: number;
  readonly to: number;
}

/** How a literal of Python is written: prefix, quotes, what is between. A literal that is cut off ends where the text ends. */
export function literalShape(text: string): LiteralShape {
  const prefix = /^[a-z]*/i.exec(text)![0];
  const quote = text[prefix.length]!;
  const width = text.startsWith(quote.repeat(3), prefix.length) ? 3 : 1;
  const from = Math.min(text.length, prefix.length + width);
  const isClosed = text.length >= from + width && text.endsWith(quote.repeat(width));
  return { isRaw: /r/i.test(prefix), from, to: isClosed ? text.length - width : text.length };
}

/** What a piece of a literal stands for. */
export function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(\r\n|[\s\S]))/gi,
    (whole: string, byte?: string, unit?: string, other?: string) => {
      const code = byte ?? unit;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      // What Python does not know as an escape it leaves as it is.
      return escapes[other === '\r\n' ? '\n' : other!] ?? whole;
    },
  );
}
