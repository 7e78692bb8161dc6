import type { LineageGraph } from '../../lineage/index.ts';
import { pointKey } from '../../lineage/index.ts';

/**
 * A Mermaid flowchart: a box for each relation, a node for each column, solid arrows for DIRECT and dotted ones for INDIRECT edges. What decides a relation's rows points at
 * a node of its own.
 */
export function lineageMermaid(graph: LineageGraph): string {
  const ids = new Map<string, string>();
  const id = (relation: string, column: string | null) => {
    const key = pointKey(relation, column);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const made = `n${ids.size}`;
    ids.set(key, made);
    return made;
  };
  const lines = ['flowchart LR'];
  const known = new Set<string>();
  for (const [index, relation] of graph.relations.entries()) {
    lines.push(`  subgraph r${index}["${text(relation.name)}"]`);
    for (const column of relation.columns) {
      known.add(pointKey(relation.name, column.name));
      lines.push(`    ${id(relation.name, column.name)}["${text(column.name)}"]`);
    }
    if (relation.rows.edges.length > 0) lines.push(`    ${id(relation.name, null)}(["rows"])`);
    lines.push('  end');
  }
  for (const relation of graph.relations) {
    for (const column of [...relation.columns, { name: null, ...relation.rows }]) {
      for (const edge of column.edges) {
        if (!known.has(pointKey(edge.relation, edge.column))) continue;
        const arrow = edge.type === 'DIRECT' ? '-->' : '-.->';
        const label = edge.subtype === 'IDENTITY' ? '' : `|${edge.subtype.toLowerCase()}|`;
        lines.push(`  ${id(edge.relation, edge.column)} ${arrow}${label} ${id(relation.name, column.name)}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid reads `#…;` as an entity and ends a label at a quote. */
function text(value: string): string {
  return value
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;');
}
