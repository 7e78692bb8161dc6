import { singleByteCharset } from '../server/charsets.ts';

/** How the text of a column becomes UTF-8. */
export type TextForm =
  | { readonly kind: 'binary' }
  /** It is UTF-8, if it is anything. */
  | { readonly kind: 'utf8'; readonly charset: string }
  /** Lode converts it: one byte a character. */
  | { readonly kind: 'single-byte'; readonly charset: string }
  /** The server converts it. */
  | { readonly kind: 'converted'; readonly charset: string };

/** `declared` is the column's character set, `configured` what stands behind NONE; names as Firebird writes them. */
export function textForm(declared: string | null, configured: string): TextForm {
  const charset = declared === null || declared === 'NONE' ? configured : declared;
  if (charset === 'OCTETS' || charset === 'BINARY') return { kind: 'binary' };
  if (['UTF8', 'UNICODE_FSS', 'ASCII'].includes(charset)) return { kind: 'utf8', charset };
  return singleByteCharset(charset) ? { kind: 'single-byte', charset } : { kind: 'converted', charset };
}
