import { type FlowGraph, readFlowGraph } from './flow-graph.ts';
import { connectionsOf, variablesOf } from './package-parts.ts';
import type { PackageConnection } from './read-data-flow.ts';
import { childrenNamed, everyElement, readXml } from './xml-tree.ts';

export interface PackageFlow {
  /** Its path in the package: `Package\Load`. */
  readonly id: string;
  readonly name: string;
  readonly graph: FlowGraph;
  readonly connectionOf: (id: string | null) => PackageConnection | null;
  /** A variable's value as the package holds it; null: it has none. */
  readonly variableOf: (name: string) => string | null;
}

/** All data flows of a package, disabled ones too. Empty where it holds none, or is no package. */
export function readPackageFlows(text: string): readonly PackageFlow[] {
  const { root } = readXml(text);
  if (root === null || root.name !== 'Executable') return [];
  const variables = variablesOf(root);
  const connectionOf = connectionsOf(root);
  return [...everyElement(root)].flatMap((task) => {
    const [pipeline] = childrenNamed(task, 'ObjectData', 'pipeline');
    if (pipeline === undefined) return [];
    const name = task.attributes.get('ObjectName') ?? 'a data flow';
    return [
      {
        id: task.attributes.get('refId') ?? name,
        name,
        graph: readFlowGraph(pipeline),
        connectionOf,
        variableOf: (variable: string) => {
          const id = variable.toLowerCase();
          return variables.get(id) ?? variables.get(`user::${id}`) ?? null;
        },
      },
    ];
  });
}
