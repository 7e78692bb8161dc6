const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes on a terminal: wide (East Asian, emoji) letters take two, combining marks none. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text cut to at most `width` columns, with `…` where something was cut. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = graphemeWidth(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

/** The same for a text with colours: those of what was cut away stay, so that they end. */
export function fitStyled(text: string, width: number): string {
  const parts = text.split(/(\u001b\[[0-9;]*m)/);
  const visible = parts.filter((_, index) => index % 2 === 0);
  let room = textWidth(visible.join('')) <= width ? Number.POSITIVE_INFINITY : width - 1;
  let cut = false;
  return parts
    .map((part, index) => {
      if (index % 2 === 1 || part === '') return part;
      if (cut) return '';
      const own = textWidth(part);
      if (own <= room) {
        room -= own;
        return part;
      }
      cut = true;
      return fitText(part, room + 1);
    })
    .join('');
}

export function padText(text: string, width: number, side: 'left' | 'right'): string {
  const room = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'left' ? text + room : room + text;
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || /^\p{Mark}/u.test(grapheme)) return 0;
  if (/\p{Extended_Pictographic}/u.test(grapheme) && code > 0x2000) return 2;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
