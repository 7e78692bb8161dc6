/** Letters as they are read in problems: not the whole of a long text. */
export function shown(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start, Math.min(end, start + 60));
  return `\`${text}${end - start > 60 ? '…' : ''}\``;
}

/** The text of bytes `start` to `end`. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end);
}
