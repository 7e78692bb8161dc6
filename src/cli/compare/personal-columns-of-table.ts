import { lakePath, listEnvironments, readCommitted, readDefinitions } from '../../execute/index.ts';
import type { OpenProject } from '../open-project.ts';

/** The columns, in lower case, that models of the project's environments tag as personal, of the table of the lake that lies at `path`; none of any other table. */
export async function personalColumnsOfTable(
  { lake }: OpenProject,
  path: string,
): Promise<ReadonlySet<string>> {
  if (!path.startsWith(lakePath(lake, ''))) return new Set();
  const names = new Set<string>();
  for (const environment of await listEnvironments(lake)) {
    const manifest = await readCommitted(lake, environment);
    const holding = [...(manifest?.models.values() ?? [])].filter(
      ({ table }) => table !== null && lakePath(lake, table.path) === path,
    );
    const definitions = await readDefinitions(
      lake,
      holding.map(({ definition }) => definition),
    );
    for (const { columns } of definitions.values())
      for (const { name, pii } of columns) if (pii !== null) names.add(name.toLowerCase());
  }
  return names;
}
