import { isMap, parseDocument, stringify } from 'yaml';
import { canonical } from './same-meaning.ts';

const options = { lineWidth: 0, flowCollectionPadding: false } as const;

/** A pair of the text of parity.yml; null where there is none. */
export function pairEntry(text: string | null, name: string): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  const pair = parseDocument(text).getIn(['pairs', name], true);
  return isMap(pair) ? (pair.toJSON() as Record<string, unknown>) : null;
}

export function entryText(pair: unknown): string {
  return stringify(pair, options);
}

/** The text of parity.yml with this entry for the pair, all else as it was, what was written beside the entry's keys included. `entry` as `entryText` gives it. */
export function withPairEntry(text: string | null, name: string, entry: string): string {
  const pair = parseDocument(entry).toJSON() as Record<string, unknown>;
  if (text === null || text.trim() === '') return stringify({ pairs: { [name]: pair } }, options);
  const document = parseDocument(text, { keepSourceTokens: true });
  const stands = document.getIn(['pairs', name], true);
  if (isMap(stands)) {
    const was = stands.toJSON() as Record<string, unknown>;
    for (const key of Object.keys(was)) if (!(key in pair)) stands.delete(key);
    for (const [key, value] of Object.entries(pair))
      if (canonical(was[key]) !== canonical(value)) stands.set(key, document.createNode(value));
  } else document.setIn(['pairs', name], document.createNode(pair));
  const padded = /\{ \S/.test(text) && !/\{\S/.test(text);
  return document.toString({ ...options, flowCollectionPadding: padded });
}
