import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { AcceptanceForm } from './form.ts';

/** The text of parity.yml with one more accepted difference of a pair, all else as it was; null where the pair, or what it accepts, is not written so that one can be added. */
export function addAcceptance(text: string, pair: string, acceptance: AcceptanceForm): string | null {
  const document = parseDocument(text, { keepSourceTokens: true });
  const entry = document.getIn(['pairs', pair]);
  if (!isMap(entry)) return null;
  const list = entry.get('accepted') as YAMLSeq | YAMLMap | undefined;
  const item = document.createNode(acceptance) as YAMLMap;
  if (isSeq(list)) list.add(item);
  else if (list === undefined || list === null) {
    const added = document.createNode([]) as YAMLSeq;
    added.add(item);
    added.flow = false;
    // A block does not stand inside of braces.
    if (entry.flow === true) added.flow = true;
    entry.set('accepted', added);
  } else return null;
  for (const each of isMap(item) ? item.items : []) if (isSeq(each.value)) each.value.flow = true;
  const padded = /\{ \S/.test(text) && !/\{\S/.test(text);
  return document.toString({ lineWidth: 0, flowCollectionPadding: padded });
}
