import { writeContract } from '../../sources/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject, targetOf } from '../open-project.ts';
import type { Context } from './context.ts';
import { connectionOf, connectionsOf, contractPath, describeChange, leftOut } from './source-contract.ts';

/** `lode source check`: in what a target's sources differ from their contracts. Nothing is written; exit code 2 where there is a difference. */
export async function sourceCheckCommand(
  { host, options, console }: Context,
  only: string | null,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const connections = only === null ? connectionsOf(open, target) : [connectionOf(open, target, only)];
  const sources = openTarget(host, open, target);
  try {
    const found = [];
    for (const { name } of connections) {
      const contracted = open.project.relations.filter((relation) => relation.source === name);
      if (contracted.length === 0) continue;
      const session = await sources.session(name);
      const has = new Set((await session.relations()).map((relation) => relation.toLowerCase()));
      const isThere = (relation: string) => has.has(relation.toLowerCase());
      const wanted = contracted.map((relation) => relation.sourceName);
      const relations = await Promise.all(wanted.filter(isThere).map((relation) => session.schema(relation)));
      const path = contractPath(open, name);
      const existing = open.files.texts.find((file) => file.path === path) ?? null;
      const { value, diagnostics } = writeContract({ source: name, relations, existing });
      found.push({
        source: name,
        contract: path,
        relations: wanted.length,
        missing: wanted.filter((relation) => !isThere(relation)),
        changes: value.changes,
        diagnostics: [...leftOut(name, relations), ...diagnostics],
      });
    }
    const differ = found.some(({ missing, changes }) => missing.length > 0 || changes.length > 0);
    if (options.json) console.document({ formatVersion: '1.0', target, sources: found });
    for (const { source, contract, relations, missing, changes, diagnostics } of found) {
      console.diagnostics(diagnostics, open.fileText);
      for (const relation of missing) console.say(`  - ${relation}  not in ${source}`);
      for (const change of changes) console.say(`  ${describeChange(change)}`);
      if (missing.length + changes.length > 0)
        console.say(
          `${source} differs from ${contract}. \`lode source pull ${source}\` brings it up to date.`,
        );
      else
        console.say(
          `${console.style.green('✓')} ${source} is as ${contract} says: ${relations} relation${relations === 1 ? '' : 's'}.`,
        );
    }
    return differ ? exitCodes.differences : exitCodes.done;
  } finally {
    await sources.close();
  }
}
