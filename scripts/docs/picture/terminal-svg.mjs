/** Colours of a terminal on a dark ground, each with enough contrast to be read. */
const palette = {
  text: '#d7dce5',
  dim: '#8b95a7',
  red: '#ff7b86',
  yellow: '#e8c071',
  green: '#8fd19e',
  cyan: '#7cc7e8',
  ground: '#151a23',
  frame: '#2b3342',
};
const styleOf = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };
const cellWidth = 8.43;
const lineHeight = 20;
const padding = 22;

/**
 * A terminal's text, with its ANSI marks, as an SVG. Every piece stands at its column, so that another font cannot shift what follows.
 * @param {string} text
 * @param {{ columns: number, title: string }} options
 */
export function terminalSvg(text, { columns, title }) {
  const lines = text.trimEnd().split('\n');
  const width = Math.ceil(columns * cellWidth + 2 * padding);
  const height = lines.length * lineHeight + 2 * padding + 6;
  const rows = lines.map((line, index) => {
    const y = padding + (index + 1) * lineHeight - 4;
    return pieces(line)
      .filter((piece) => piece.text.trim() !== '')
      .map((piece) => {
        const x = (padding + piece.column * cellWidth).toFixed(1);
        const weight = piece.bold ? ' font-weight="700"' : '';
        const fill = piece.colour === 'text' ? '' : ` fill="${palette[piece.colour]}"`;
        const length = `textLength="${(piece.text.length * cellWidth).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
        return `<text x="${x}" y="${y}" ${length}${fill}${weight}>${escapeText(piece.text)}</text>`;
      })
      .join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeText(title)}">
<title>${escapeText(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${palette.ground}" stroke="${palette.frame}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${palette.text}" xml:space="preserve">
${rows.filter((row) => row !== '').join('\n')}
</g>
</svg>
`;
}

/** A line cut where its marks change, each piece with the column that it begins at; runs of spaces separate pieces. */
function pieces(line) {
  const found = [];
  let style = { bold: false, colour: 'text' };
  let column = 0;
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    const mark = /^\u001b\[([\d;]*)m$/.exec(part);
    if (mark !== null) {
      style = mark[1].split(';').reduce(applyMark, style);
      continue;
    }
    for (const run of part.split(/( {2,})/)) {
      if (run.trim() !== '') {
        const lead = run.length - run.trimStart().length;
        found.push({ ...style, text: run.trim(), column: column + lead });
      }
      column += run.length;
    }
  }
  return found;
}

function applyMark(style, code) {
  const name = styleOf[code];
  if (name === 'bold') return { ...style, bold: true };
  if (name !== undefined) return { ...style, colour: name };
  if (code === '22') return { bold: false, colour: style.colour === 'dim' ? 'text' : style.colour };
  if (code === '39') return { ...style, colour: 'text' };
  return { bold: false, colour: 'text' };
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
