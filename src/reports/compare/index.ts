/** A comparison for people: as text, Markdown and one HTML file. In: a Comparison. Out: text; personal values are masked in it already. */
export { comparisonMarkdown } from './comparison-markdown.ts';
export type { ComparisonStyle } from './comparison-style.ts';
export { comparisonText } from './comparison-text.ts';
export { environmentsMarkdown } from './environments-markdown.ts';
export { environmentsText } from './environments-text.ts';
export { comparisonHtml } from './page/comparison-html.ts';
export { environmentsHtml } from './page/environments-html.ts';
