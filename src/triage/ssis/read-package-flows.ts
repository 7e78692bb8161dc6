import { connectionsOf, type PackageConnection } from './connections.ts';
import { expressionText, knownText, type PackageVariables } from './expressions.ts';
import { type FlowExpressions, type FlowGraph, readFlowGraph } from './flow-graph.ts';
import { nameOf } from './package-parts.ts';
import { noProject, type SsisProject } from './project.ts';
import { variablesOf } from './variables.ts';
import { childrenNamed, everyElement, readXml, type XmlElement } from './xml-tree.ts';

export interface PackageFlow {
  /** Its path in the package: `Package\Load`. */
  readonly id: string;
  readonly name: string;
  readonly graph: FlowGraph;
  readonly connectionOf: (id: string | null) => PackageConnection | null;
  /** A variable's value as the package and its project hold it; null: it has none. */
  readonly variableOf: (name: string) => string | null;
}

/** All data flows of a package, disabled ones too. Empty where it holds none, or is no package. */
export function readPackageFlows(text: string, project: SsisProject = noProject): readonly PackageFlow[] {
  const { root } = readXml(text);
  if (root === null || root.name !== 'Executable') return [];
  const variables = variablesOf(root, project);
  const connections = connectionsOf(root, project, variables);
  return [...everyElement(root)].flatMap((task) => {
    const [pipeline] = childrenNamed(task, 'ObjectData', 'pipeline');
    if (pipeline === undefined) return [];
    const name = nameOf(task) ?? 'a data flow';
    return [
      {
        id: task.attributes.get('refId') ?? name,
        name,
        graph: readFlowGraph(pipeline, flowExpressions(task, variables)),
        connectionOf: connections.of,
        variableOf: (variable: string) => knownText({ pieces: variables(variable) }),
      },
    ];
  });
}

/** What expressions of a task set in its components: `[Orders].[SqlCommand]`. */
export function flowExpressions(task: XmlElement, variables: PackageVariables): FlowExpressions {
  const found = new Map<string, Map<string, ReturnType<typeof expressionText>>>();
  for (const { attributes, text, line } of childrenNamed(task, 'PropertyExpression')) {
    const [, component, property] = /^\[(.+)\]\.\[([^\]]+)\]$/.exec(attributes.get('Name') ?? '') ?? [];
    if (component === undefined || property === undefined) continue;
    const key = component.toLowerCase();
    const own = found.get(key) ?? new Map();
    found.set(key, own.set(property, expressionText(text, variables, line)));
  }
  return found;
}
