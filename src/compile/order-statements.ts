import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { buildGraph, type GraphNode } from '../graph/index.ts';
import type { Span } from '../text/index.ts';
import type { Resolved } from './sql/resolve-references.ts';
import type { MacroStatement } from './sql-macros.ts';
import type { ModelStatement } from './statements.ts';

/** A model or macro with what it reads, by the names of the order. */
export type Ordered =
  | {
      readonly kind: 'model';
      readonly name: string;
      readonly statement: ModelStatement;
      readonly resolved: Resolved;
      readonly reads: readonly string[];
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly statement: MacroStatement;
      readonly resolved: Resolved;
      readonly reads: readonly string[];
    };

/** A macro's name in the order: never that of a relation. */
export function macroNode(name: string): string {
  return `macro ${name}`;
}

export interface Order {
  readonly items: readonly Ordered[];
  /** What stands on a cycle. */
  readonly cyclic: readonly string[];
  /** What reads something that stands on a cycle. */
  readonly below: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Upstream before downstream; each cycle reported once, at the reference that closes it. */
export function orderStatements(all: readonly Ordered[]): Order {
  const byName = new Map(all.map((one) => [one.name, one]));
  const nodes = all.map(
    ({ name, reads }): GraphNode => ({
      name,
      type: 'model',
      layer: null,
      kind: null,
      tags: [],
      path: '',
      reads,
    }),
  );
  const graph = buildGraph(nodes);
  const cyclic = new Set(graph.cycles.flat());
  const ordered = new Set(graph.order);
  const diagnostics = graph.cycles.map((cycle) => {
    const places = cycle.map((name, index) => ({ name, reads: cycle[(index + 1) % cycle.length]! }));
    const [first, ...rest] = places;
    return diagnose(
      'cycle',
      { names: [...cycle, cycle[0]!] },
      {
        subject: spanOfRead(byName.get(first!.name), first!.reads),
        related: rest.flatMap(({ name, reads }) => {
          const span = spanOfRead(byName.get(name), reads);
          return span === null ? [] : [{ message: `\`${name}\` reads \`${reads}\``, span }];
        }),
      },
    );
  });
  const rest = all.filter((one) => !ordered.has(one.name) && !cyclic.has(one.name));
  return {
    items: graph.order.map((name) => byName.get(name)!),
    cyclic: [...cyclic],
    below: rest.map((one) => one.name),
    diagnostics,
  };
}

function spanOfRead(reader: Ordered | undefined, name: string): Span | null {
  const read = reader?.resolved.reads.find((one) => one.relation.name === name);
  if (read !== undefined) return read.span;
  return reader?.kind === 'macro' ? reader.statement.macro.span : null;
}
