import type { SyntaxNode } from '@lezer/common';
import { call } from './call-expression.ts';
import type { Follower, Inside } from './follower.ts';
import { joinTexts } from './join-text.ts';
import { member } from './member.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { binary } from './operators.ts';
import { either, lookUp, type Scope, textOf, unknown, type Value } from './value.ts';
import { comprehension, dictionary, literal } from './written-values.ts';

/** Beyond this a value is not looked into. */
const deepest = 150;

/** What is known of an expression. Notes reads and writes on the way. */
export function evaluate(follower: Follower, node: SyntaxNode, scope: Scope, depth = 0): Value {
  if (depth > deepest || !follower.step()) return unknown;
  const wordsOf = (each: SyntaxNode) => follower.text.slice(each.from, each.to);
  const inner = (each: SyntaxNode) => evaluate(follower, each, scope, depth + 1);
  const inside: Inside = {
    follower,
    scope,
    inner: (each, within = scope) => evaluate(follower, each, within, depth + 1),
  };
  const parts = () => childrenOf(node).filter(isExpression);
  switch (node.name) {
    case 'String':
    case 'FormatString':
      return literal(inside, node);
    case 'ContinuedString':
      return joinTexts(
        parts().map((each) => ({ value: inner(each), name: 'text' })),
        follower.lineAt(node.from),
      );
    case 'Number':
      return { kind: 'number', text: wordsOf(node) };
    case 'VariableName':
      return (
        lookUp(scope, wordsOf(node)) ?? (wordsOf(node) === '__file__' ? textOf(follower.file, 1) : unknown)
      );
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const [only] = parts();
      return only === undefined ? unknown : inner(only);
    }
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return { kind: 'list', items: parts().map(inner) };
    case 'DictionaryExpression':
      return dictionary(node, inner);
    case 'NamedExpression': {
      const [name, value] = parts();
      if (name === undefined || value === undefined) return unknown;
      const found = inner(value);
      scope.names.set(wordsOf(name), found);
      return found;
    }
    case 'ConditionalExpression': {
      const [yes, condition, no] = parts();
      if (condition !== undefined) inner(condition);
      return either([yes, no].filter((each) => each !== undefined).map(inner));
    }
    case 'BinaryExpression':
      return binary(inside, node);
    case 'UnaryExpression': {
      const [only] = parts();
      return only === undefined ? unknown : inner(only);
    }
    case 'LambdaExpression':
      return { kind: 'function', node, scope, self: null, module: follower };
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
      return comprehension(inside, node);
    case 'MemberExpression':
      return member(inside, node);
    case 'CallExpression':
      return call(inside, node);
    default:
      for (const each of parts()) inner(each);
      return unknown;
  }
}
