import type { SyntaxNode } from '@lezer/common';
import { assign } from './assign.ts';
import type { Inside } from './follower.ts';
import { itemsOf } from './functions.ts';
import { joinTexts } from './join-text.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { literalShape, unescaped } from './string-literal.ts';
import { type Scope, unknown, type Value } from './value.ts';

/** A text, with what is put into it. */
export function literal({ follower, inner }: Inside, node: SyntaxNode): Value {
  const written = follower.text.slice(node.from, node.to);
  const line = follower.lineAt(node.from);
  const { isRaw, from, to } = literalShape(written);
  const decode = (text: string) => (isRaw ? text : unescaped(text));
  if (node.name === 'String')
    return {
      kind: 'text',
      pieces: [decode(written.slice(from, to))],
      line,
      literals: [follower.base + node.from],
      file: follower.file,
    };
  const parts: { value: Value; name: string }[] = [];
  const plain = (start: number, end: number) => {
    const text = decode(written.slice(start, end)).replaceAll('{{', '{').replaceAll('}}', '}');
    parts.push({
      value: {
        kind: 'text',
        pieces: [text],
        line,
        literals: [follower.base + node.from],
        file: follower.file,
      },
      name: '',
    });
  };
  let end = from;
  for (const replacement of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
    plain(end, replacement.from - node.from);
    const expression = childrenOf(replacement).find(isExpression);
    if (expression !== undefined)
      parts.push({
        value: inner(expression),
        name: follower.text.slice(expression.from, expression.to),
      });
    end = replacement.to - node.from;
  }
  plain(end, Math.max(end, to));
  return joinTexts(parts, line);
}

/** Keys and values, in their order. */
export function dictionary(node: SyntaxNode, inner: (node: SyntaxNode) => Value): Value {
  const entries: (readonly [Value, Value])[] = [];
  const parts = childrenOf(node);
  parts.forEach((part, index) => {
    if (part.name !== ':') return;
    const key = parts[index - 1];
    const value = parts[index + 1];
    if (key !== undefined && value !== undefined && isExpression(key) && isExpression(value))
      entries.push([inner(key), inner(value)]);
  });
  return { kind: 'dict', entries };
}

/** What is made of each item of something. */
export function comprehension({ follower, scope, inner }: Inside, node: SyntaxNode): Value {
  const parts = childrenOf(node);
  const forAt = parts.findIndex((part) => part.name === 'for');
  const inAt = parts.findIndex((part) => part.name === 'in');
  const target = parts[forAt + 1];
  const source = parts[inAt + 1];
  const bodies = parts.slice(0, forAt).filter(isExpression);
  if (forAt < 0 || inAt < 0 || target === undefined || source === undefined) return unknown;
  const items = itemsOf(inner(source));
  const made = items.slice(0, 50).map((item) => {
    const inside: Scope = { names: new Map(), parent: scope };
    assign(follower.text, parts.slice(forAt + 1, inAt).filter(isExpression), item, inside, (each) =>
      inner(each, inside),
    );
    for (const condition of parts.slice(inAt + 2).filter(isExpression)) inner(condition, inside);
    return bodies.map((body) => inner(body, inside));
  });
  if (node.name === 'DictionaryComprehensionExpression')
    return {
      kind: 'dict',
      entries: made.flatMap(([key, value]) =>
        key === undefined || value === undefined ? [] : [[key, value] as const],
      ),
    };
  return { kind: 'list', items: made.flat() };
}
