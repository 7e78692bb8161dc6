const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are UTF-8; null for others. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** A line's text: UTF-8 where it is, else Windows-1252, in which every byte is a letter. */
export function textOf(bytes: Uint8Array): string {
  return utf8Text(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}

const names: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\r': '\\r',
  '\n': '\\n',
  '\\': '\\\\',
  '\ufeff': '\\u{feff}',
};

/** Text in which every letter can be seen: control characters, blanks that are none and such are written out. */
export function visible(text: string): string {
  return text.replace(
    /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu,
    (letter) => names[letter] ?? `\\u{${letter.codePointAt(0)!.toString(16)}}`,
  );
}
