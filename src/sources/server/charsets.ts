/** Character sets that worker/single-byte.mjs has tables for, as Firebird writes them. */
export function singleByteCharset(charset: string): boolean {
  return /^(WIN125[0-8]|ISO8859_([1-9]|13)|KOI8R|KOI8U|DOS866)$/.test(charset);
}
