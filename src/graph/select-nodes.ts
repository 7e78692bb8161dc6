import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames } from '../text/index.ts';
import type { Graph, GraphNode } from './graph.ts';
import { parseSelector, type SelectorTerm, selectorMethods } from './parse-selector.ts';

/**
 * Answers what the graph alone cannot: `state:` and `column:`. Gives names of nodes; null where it cannot say either. For `column:` it takes the
 * whole term, since `+` then follows the column and not the model.
 */
export type SelectorResolver = (term: SelectorTerm) => ReadonlySet<string> | null;

/**
 * The names that `selector` picks, without those that `exclude` picks. A term that picks nothing is an error: it is most often a misspelt name.
 */
export function selectNodes(
  graph: Graph,
  selector: string,
  exclude: string | null = null,
  resolve: SelectorResolver = () => null,
): Outcome<ReadonlySet<string>> {
  const diagnostics: Diagnostic[] = [];
  const picked = evaluate(graph, selector, resolve, diagnostics);
  if (exclude !== null)
    for (const name of evaluate(graph, exclude, resolve, diagnostics)) picked.delete(name);
  return { value: picked, diagnostics };
}

function evaluate(
  graph: Graph,
  text: string,
  resolve: SelectorResolver,
  diagnostics: Diagnostic[],
): Set<string> {
  const union = new Set<string>();
  for (const terms of parseSelector(text)) {
    let common: Set<string> | null = null;
    for (const term of terms) {
      if (term.method === 'unknown') {
        const candidates = nearNames(term.name, selectorMethods);
        diagnostics.push(
          diagnose('selector-method', {
            method: term.name,
            term: term.text,
            known: selectorMethods,
            candidates,
          }),
        );
        common = new Set();
        continue;
      }
      const picked = pick(graph, term, resolve, diagnostics);
      const before: Set<string> | null = common;
      common = before === null ? picked : new Set([...picked].filter((name) => before.has(name)));
    }
    for (const name of common ?? []) union.add(name);
  }
  return union;
}

function pick(
  graph: Graph,
  term: SelectorTerm,
  resolve: SelectorResolver,
  diagnostics: Diagnostic[],
): Set<string> {
  if (term.method === 'column' || term.method === 'state') {
    const answer = resolve(term);
    if (answer === null) {
      diagnostics.push(diagnose('selector-not-here', { term: term.text }));
      return new Set();
    }
    if (term.method === 'column' && answer.size === 0)
      diagnostics.push(diagnose('selector-picks-nothing', { term: term.text, candidates: [] }));
    return term.method === 'column' ? new Set(answer) : spread(graph, term, new Set(answer));
  }
  const matches = new Set(
    [...graph.nodes.values()].filter((node) => isPicked(node, term)).map((node) => node.name),
  );
  if (matches.size === 0) {
    const names = [...graph.nodes.keys()];
    const short = names.map((name) => name.slice(name.indexOf('.') + 1));
    const candidates =
      term.method === 'name' ? nearNames(term.value, term.value.includes('.') ? names : short) : [];
    diagnostics.push(diagnose('selector-picks-nothing', { term: term.text, candidates }));
  }
  return spread(graph, term, matches);
}

function spread(graph: Graph, term: SelectorTerm, start: ReadonlySet<string>): Set<string> {
  const up = (names: ReadonlySet<string>, far: number): Set<string> =>
    walk(names, far, (name) => graph.nodes.get(name)?.reads ?? []);
  const down = (names: ReadonlySet<string>, far: number): Set<string> =>
    walk(names, far, (name) => graph.readers.get(name) ?? []);
  if (term.whole) return up(down(start, Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  return new Set([...up(start, term.upstream), ...down(start, term.downstream)]);
}

function walk(
  start: ReadonlySet<string>,
  far: number,
  next: (name: string) => readonly string[],
): Set<string> {
  const seen = new Set(start);
  let level = [...start];
  for (let distance = 0; distance < far && level.length > 0; distance++) {
    level = [...new Set(level.flatMap(next))].filter((name) => !seen.has(name));
    for (const name of level) seen.add(name);
  }
  return seen;
}

function isPicked(node: GraphNode, term: SelectorTerm): boolean {
  const matches = pattern(term.value);
  switch (term.method) {
    case 'name':
      // As dbt: a folder or layer's name picks all in it.
      return (
        matches(node.name) ||
        (!term.value.includes('.') && (matches(ownName(node.name)) || matches(node.layer ?? '')))
      );
    case 'tag':
      return node.tags.some(matches);
    case 'kind':
      return node.kind !== null && matches(node.kind);
    case 'layer':
      return node.layer !== null && matches(node.layer);
    case 'source':
      return (
        node.type === 'source' && (matches(node.name) || matches(node.name.slice(0, node.name.indexOf('.'))))
      );
    case 'path': {
      const path = term.value.replace(/^\.\//, '').replace(/\/$/, '');
      return pattern(path)(node.path) || pattern(`${path}/*`)(node.path);
    }
    case 'state':
    case 'column':
      return false;
  }
}

function ownName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** `*` stands for any text, `?` for one character; without case. */
function pattern(value: string): (text: string) => boolean {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'is');
  return (text) => expression.test(text);
}
