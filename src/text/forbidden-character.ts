/**
 * The first character of `text` that no SQL and no JSON can carry: NUL, or half of a surrogate pair. null where there is none. `code` is its name, such as
 * `U+0000`.
 */
export function forbiddenCharacter(text: string): { readonly offset: number; readonly code: string } | null {
  const match = /\0|\p{Surrogate}/u.exec(text);
  if (match === null) return null;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { offset: match.index, code: `U+${code}` };
}
