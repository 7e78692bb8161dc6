import { isMap, parseDocument, stringify } from 'yaml';

const options = { lineWidth: 0, flowCollectionPadding: false } as const;

/** The entry of a pair in the text of parity.yml, in one form whatever it was written in; null where there is none. */
export function pairEntry(text: string | null, name: string): string | null {
  if (text === null) return null;
  const pair = parseDocument(text).getIn(['pairs', name], true);
  return isMap(pair) ? entryText(pair.toJSON()) : null;
}

export function entryText(pair: unknown): string {
  return stringify(pair, options);
}

/** The text of parity.yml with this entry for the pair, all else as it was. `entry` as `entryText` gives it. */
export function withPairEntry(text: string | null, name: string, entry: string): string {
  const pair = parseDocument(entry).toJSON() as unknown;
  if (text === null || text.trim() === '') return stringify({ pairs: { [name]: pair } }, options);
  const document = parseDocument(text, { keepSourceTokens: true });
  document.setIn(['pairs', name], document.createNode(pair));
  const padded = /\{ \S/.test(text) && !/\{\S/.test(text);
  return document.toString({ ...options, flowCollectionPadding: padded });
}
