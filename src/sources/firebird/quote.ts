/** A name in Firebird's SQL, exactly as it is stored. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal that means the same on any connection: its UTF-8 bytes in hexadecimal. */
export function quoteText(text: string): string {
  return `_utf8 ${hexLiteral(text)}`;
}

export function hexLiteral(text: string): string {
  return `x'${Buffer.from(text, 'utf8').toString('hex')}'`;
}
