import MarkdownIt from 'markdown-it';
import { escapeHtml, highlight } from './highlight.mjs';
import { relativeUrl, resolveLink, siteFile } from './paths.mjs';

/**
 * A page of the repository as HTML.
 * @returns {{ title: string, html: string, headings: { level: number, text: string, anchor: string }[], sections: object[], links: object[] }}
 *   `sections` are the texts to search, `links` the anchors of other pages that it leads to.
 */
export function renderPage(source, text, pages, assets) {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  const file = siteFile(source);
  const links = [];
  const link = (href) => {
    const found = resolveLink(source, href, pages, assets);
    if (found === null) return href;
    if (found.kind === 'asset') return relativeUrl(file, found.target.replace(/^docs\//, ''));
    if (found.anchor !== '') links.push(found);
    return relativeUrl(file, siteFile(found.target)) + (found.anchor === '' ? '' : `#${found.anchor}`);
  };
  const rules = markdown.renderer.rules;
  rules.fence = (tokens, index) => codeBlock(tokens[index]);
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';
  rules.link_open = (tokens, index, options, _, self) => {
    const token = tokens[index];
    const href = token.attrGet('href') ?? '';
    token.attrSet('href', link(href));
    return self.renderToken(tokens, index, options);
  };
  rules.image = (tokens, index) => {
    const token = tokens[index];
    return `<img src="${escapeHtml(link(token.attrGet('src')))}" alt="${escapeHtml(token.content)}">`;
  };
  const tokens = markdown.parse(withoutMarks(text), {});
  const headings = nameHeadings(tokens);
  const sections = sectionsOf(tokens);
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { title: headings[0]?.text ?? source, html, headings, sections, links };
}

/** Front matter and HTML comments are for tools. */
function withoutMarks(text) {
  return text.replace(/^---\n[\s\S]*?\n---\n/, '').replaceAll(/<!--[\s\S]*?-->\n?/g, '');
}

function codeBlock(token) {
  const [language = '', file] = token.info.trim().split(/\s+/);
  const caption = file === undefined ? '' : `<figcaption>${escapeHtml(file)}</figcaption>`;
  const code = `<pre tabindex="0"><code class="language-${escapeHtml(language)}">${highlight(token.content, language)}</code></pre>`;
  return `<figure class="code">${caption}${code}</figure>\n`;
}

/** Gives each heading an anchor as GitHub makes it, and a link to itself. */
function nameHeadings(tokens) {
  const taken = new Map();
  const headings = [];
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const inline = tokens[index + 1];
    const text = plainText(inline);
    const base = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    const count = taken.get(base) ?? 0;
    taken.set(base, count + 1);
    const anchor = count === 0 ? base : `${base}-${count}`;
    token.attrSet('id', anchor);
    headings.push({ level: Number(token.tag.slice(1)), text, anchor });
  });
  return headings;
}

function plainText(inline) {
  return (inline.children ?? []).map((child) => (child.type === 'softbreak' ? ' ' : child.content)).join('');
}

/** The page's text by heading. */
function sectionsOf(tokens) {
  const sections = [];
  let inHeading = false;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      inHeading = true;
      sections.push({ anchor: token.attrGet('id'), heading: '', text: '' });
    } else if (token.type === 'heading_close') inHeading = false;
    else if (sections.length === 0) continue;
    else if (token.type === 'inline') {
      if (inHeading) sections.at(-1).heading = plainText(token);
      else sections.at(-1).text += `${plainText(token)} `;
    } else if (token.type === 'fence') sections.at(-1).text += `${token.content.replaceAll(/\s+/g, ' ')} `;
  }
  return sections;
}
