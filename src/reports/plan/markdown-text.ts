import { clipped, printable } from './printable.ts';

/** Names and values longer than this are cut: what a reader cannot take in must not push away what he can. */
const longestName = 120;

/** Safe in a code span anywhere, in a table too, without a change. */
const plainCode = /^[\p{L}\p{N}_. $:/,=()*'"+;?![\]{}<>%~^-]*[\p{L}\p{N}_.$:/,=()*'"+;?![\]{}<>%~^-]$/u;

/**
 * Text in Markdown, for GitHub, GitLab and Azure DevOps alike: nothing in it is markup, addresses nobody and refers to nothing. Goes into any place but the beginning of
 * a line.
 */
export function markdownText(text: string, most: number = longestName): string {
  return clipped(printable(text).trim(), most)
    .replace(/^[-+=/]|(?<=^\d+)[.)](?!\S)|:(?! )|%(?=\S)|[^\p{L}\p{N} ,.:;'"()/=?+%→…⟨⟩-]/gu, (character) => {
      const entity = `&#${character.codePointAt(0)};`;
      return /[@#!~%$&:^]/.test(character) ? entity + noWidth : entity;
    })
    .replace(/\b(www(?=\.)|GH-(?=\d))/gi, `$1${noWidth}`);
}

/** A blank of no width keeps a site from making an address, a reference or a smiley of a sign and the word behind it. */
const noWidth = '&#8203;';

/** Code within a line. */
export function markdownCode(code: string, most: number = longestName): string {
  const text = clipped(printable(code), most);
  return plainCode.test(text) ? `\`${text}\`` : `<code>${entities(text)}</code>`;
}

/** A sentence in which names stand between backticks. */
export function markdownSentence(sentence: string, most: number): string {
  return clipped(printable(sentence).trim(), most)
    .split('`')
    .map((part, index) => {
      if (part.trim() === '') return part;
      if (index % 2 === 1) return markdownCode(part, most);
      const [before = ''] = /^ */.exec(part)!;
      const [after = ''] = / *$/.exec(part)!;
      return before + markdownText(part, most) + after;
    })
    .join('')
    .trim();
}

/** Code in a block of HTML, where Markdown's own signs are letters. */
export function htmlCode(code: string): string {
  return `<code>${entities(clipped(printable(code), longestName)).replace(/&#(?:46|95);/g, (entity) => (entity === '&#95;' ? '_' : '.'))}</code>`;
}

/** Everything that could be markup, in HTML or in the Markdown around it. */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ,]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A block of lines that none of them can end. */
export function markdownFence(language: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
