import { hasErrors } from '../../diagnostics/index.ts';
import type { OpenSources } from '../../execute/index.ts';
import { writeContract } from '../../sources/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type OpenProject, openProject, ProjectError, targetOf } from '../open-project.ts';
import { renderTable } from '../views/table.ts';
import type { Context } from './context.ts';
import { connectionOf, connectionsOf, contractPath, describeChange, leftOut } from './source-contract.ts';

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

/** `lode source pull`: brings a source's contract up to date with what the source says of itself. */
export async function sourcePullCommand(
  { host, options, console }: Context,
  source: string,
  wanted: readonly string[],
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const connection = connectionOf(open, target, source);
  const sources = openTarget(host, open, target);
  try {
    const relations = await schemasOf(open, sources, connection.name, wanted);
    const path = contractPath(open, connection.name);
    const refused = leftOut(connection.name, relations);
    const existing = open.files.texts.find((file) => file.path === path) ?? null;
    const { value, diagnostics } = writeContract({ source: connection.name, relations, existing });
    if (hasErrors(diagnostics)) throw new ProjectError(diagnostics, open.fileText);
    if (value.text !== existing?.text) await host.files.replace(`${open.folder}/${path}`, value.text);
    if (options.json)
      console.document({
        formatVersion: '1.0',
        source: connection.name,
        file: path,
        changes: value.changes,
        diagnostics: [...refused, ...diagnostics],
      });
    console.diagnostics([...refused, ...diagnostics], open.fileText);
    for (const change of value.changes) console.say(`  ${describeChange(change)}`);
    console.say(
      value.changes.length === 0
        ? `${console.style.green('✓')} ${path} is up to date.`
        : `${console.style.green('✓')} ${path} written. \`lode plan\` shows what that changes.`,
    );
    return exitCodes.done;
  } finally {
    await sources.close();
  }
}

async function schemasOf(open: OpenProject, sources: OpenSources, source: string, wanted: readonly string[]) {
  const session = await sources.session(source);
  const contracted = open.project.relations
    .filter((relation) => relation.source === source)
    .map((relation) => relation.sourceName);
  const names = wanted.length > 0 ? wanted : contracted.length > 0 ? contracted : await session.relations();
  return Promise.all(names.map((name) => session.schema(name)));
}
