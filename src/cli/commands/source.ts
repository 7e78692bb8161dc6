import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject, targetOf } from '../open-project.ts';
import { renderTable } from '../views/table.ts';
import type { Context } from './context.ts';
import { connectionOf, connectionsOf } from './source-contract.ts';

/** `lode source list`: what a target's sources hold, and which relations have a contract. */
export async function sourceListCommand(
  { host, options, console }: Context,
  only: string | null,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const connections = only === null ? connectionsOf(open, target) : [connectionOf(open, target, only)];
  const sources = openTarget(host, open, target);
  try {
    const found = [];
    for (const connection of connections) {
      const session = await sources.session(connection.name);
      for (const relation of await session.relations()) {
        const contract = open.project.relations.find(
          (each) =>
            each.source === connection.name && each.sourceName.toLowerCase() === relation.toLowerCase(),
        );
        const columns = contract?.columns.length ?? null;
        found.push({
          source: connection.name,
          type: connection.type,
          relation,
          contract: contract?.file.path ?? null,
          columns,
        });
      }
    }
    if (options.json) console.document({ formatVersion: '1.0', target, relations: found });
    else {
      const heads = ['source', 'type', 'relation', 'contract'].map((name) => ({
        name,
        align: 'left' as const,
      }));
      const rows = found.map((each) => [
        each.source,
        each.type,
        each.relation,
        each.contract === null
          ? '– (lode source pull writes it)'
          : `${each.contract} (${each.columns} columns)`,
      ]);
      console.result(renderTable(heads, rows, console.width, console.style));
    }
    return exitCodes.done;
  } finally {
    await sources.close();
  }
}
