// Pieces of the page that both of its tabs are made of.
import { data } from './points.mjs';

export const element = (id) => document.getElementById(id);
export const distinct = (values) => [...new Set(values)].filter((value) => value !== '').sort();

export function text(tag, content, className = '') {
  const node = document.createElement(tag);
  node.textContent = content;
  if (className !== '') node.className = className;
  return node;
}

/** What could not be read: without it, no card and no line tells the whole. */
export function gaps() {
  const { notRead, partlyRead } = data;
  const lines = [
    ...notRead.map(({ relation, file, reason }) => [relation, `${file}: ${reason}`]),
    ...partlyRead.map((reason) => ['', reason]),
  ];
  if (lines.length === 0) return [];
  const list = document.createElement('ul');
  list.className = 'gaps';
  for (const [name, reason] of lines) {
    const item = text('li', '');
    if (name !== '') item.append(text('b', name), ' ');
    item.append(reason);
    list.append(item);
  }
  const title = [
    notRead.length > 0 ? `Not read: ${notRead.length}` : '',
    partlyRead.length > 0 ? `partly read: ${partlyRead.length}` : '',
  ];
  return [text('h3', title.filter(Boolean).join(', ')), list];
}
