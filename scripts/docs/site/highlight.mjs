import hljs from 'highlight.js/lib/core';
import diff from 'highlight.js/lib/languages/diff';
import ini from 'highlight.js/lib/languages/ini';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import yaml from 'highlight.js/lib/languages/yaml';

for (const [name, language] of Object.entries({ diff, ini, json, python, sql, yaml }))
  hljs.registerLanguage(name, language);

/** The inside of a code block as HTML. In a model's file the header is YAML, the rest SQL; in `console` the typed lines stand out. */
export function highlight(text, language) {
  if (language === 'console') return consoleLines(text);
  if (language === 'sh') return shellLines(text);
  const header = language === 'sql' ? /^\/\* ---\n([\s\S]*?)^--- \*\/\n?/m.exec(text) : null;
  if (header !== null && header.index === 0) {
    const mark = (words) => `<span class="hljs-comment">${words}</span>\n`;
    const rest = text.slice(header[0].length);
    return mark('/* ---') + paint(header[1], 'yaml') + mark('--- */') + paint(rest, 'sql');
  }
  return hljs.getLanguage(language) ? paint(text, language) : escapeHtml(text);
}

function paint(text, language) {
  return hljs.highlight(text, { language, ignoreIllegals: true }).value;
}

/** A shell's colours are more confusing than helpful; comments step back. */
function shellLines(text) {
  return escapeHtml(text).replace(/(^|\s)(#.*)$/gm, '$1<span class="hljs-comment">$2</span>');
}

function consoleLines(text) {
  let typed = false;
  return text
    .split('\n')
    .map((line) => {
      const begins = line.startsWith('$ ');
      const isTyped = begins || typed;
      typed = isTyped && line.endsWith('\\');
      if (begins)
        return `<span class="prompt">$ </span><span class="typed">${escapeHtml(line.slice(2))}</span>`;
      return isTyped ? `<span class="typed">${escapeHtml(line)}</span>` : escapeHtml(line);
    })
    .join('\n');
}

export function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
