import type { EstateNote } from '../estate/legacy-object.ts';
import type { FlowGraph } from './flow-graph.ts';

/** At most so many of a kind are told. */
const most = 20;

/** What does not hold together in a data flow: names that two have, and names that nothing has. Everything else of it is read. */
export function flowFaults({ components, paths }: FlowGraph, file: string): readonly EstateNote[] {
  const notes: EstateNote[] = [];
  const counts = new Map<string, number>();
  const tell = (code: string, text: string, { line, endLine }: { line: number; endLine: number }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= most) notes.push({ code, text, place: { file, line, endLine } });
  };
  const ids = new Set<string>();
  const made = new Set<string>();
  const outputs = new Set<string>();
  const inputs = new Set<string>();
  for (const component of components) {
    if (component.id !== '' && ids.has(component.id))
      tell('duplicate-id', `two components are called ${component.id}`, component);
    ids.add(component.id);
    for (const each of component.inputs) inputs.add(each.id);
    for (const each of component.outputs) {
      outputs.add(each.id);
      for (const { lineage } of each.columns) {
        if (lineage !== '' && made.has(lineage) && !each.isError)
          tell('duplicate-id', `two columns are called ${lineage}`, component);
        made.add(lineage);
      }
    }
  }
  for (const component of components)
    for (const { columns } of component.inputs)
      for (const { lineage, name } of columns)
        if (!made.has(lineage))
          tell(
            'missing-reference',
            `\`${component.name}\` takes the column \`${name}\`, which nothing gives`,
            component,
          );
  for (const { from, to, line, endLine } of paths) {
    if (!outputs.has(from))
      tell('missing-reference', `a path begins at ${from || 'nothing'}, which is not there`, {
        line,
        endLine,
      });
    if (!inputs.has(to))
      tell('missing-reference', `a path leads to ${to || 'nothing'}, which is not there`, { line, endLine });
  }
  return notes;
}
