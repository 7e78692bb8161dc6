/**
 * A text on one line in which nothing is hidden: characters that steer a terminal, break a line or turn the direction of writing are spelled out, and half characters
 * replaced. A tab becomes four blanks.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/\p{Surrogate}/gu, '�')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
      (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}

/** The text cut to at most `most` characters, with `…` where something was cut. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
