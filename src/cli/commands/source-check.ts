import { effectsOf, type PlanDrift } from '../../plan/index.ts';
import { driftWords } from '../../reports/plan/index.ts';
import { writeContract } from '../../sources/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, openProject, targetOf } from '../open-project.ts';
import { sourceDrift } from '../source-drift.ts';
import { impactOfDrift } from '../touched-columns.ts';
import type { Context } from './context.ts';
import { connectionOf, connectionsOf, contractPath, describeChange, leftOut } from './source-contract.ts';

/**
 * `lode source check`: in what a target's sources differ from their contracts, what a load would make of it, and which columns come from what changed. Nothing is written; exit
 * code 2 where there is a difference, 3 where it would stop a load.
 */
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
      const [first] = contracted;
      if (first === undefined) continue;
      const session = await sources.session(name);
      const all = await session.relations();
      const has = new Set(all.map((relation) => relation.toLowerCase()));
      const isThere = (relation: string) => has.has(relation.toLowerCase());
      const wanted = contracted.map((relation) => relation.sourceName);
      const there = contracted.filter(({ sourceName }) => isThere(sourceName));
      const relations = await Promise.all(there.map(({ sourceName }) => session.schema(sourceName)));
      const path = contractPath(open, name);
      const existing = open.files.texts.find((file) => file.path === path) ?? null;
      const { value, diagnostics } = writeContract({ source: name, relations, existing });
      const named = new Set(wanted.map((relation) => relation.toLowerCase()));
      const drift = contracted.flatMap((contract) => {
        const at = there.indexOf(contract);
        return sourceDrift(contract, at < 0 ? null : relations[at]!) ?? [];
      });
      found.push({
        source: name,
        contract: path,
        relations: wanted.length,
        missing: wanted.filter((relation) => !isThere(relation)),
        changes: value.changes,
        drift,
        policy: first.policy.tables,
        new: first.policy.tables === 'discard' ? [] : all.filter((each) => !named.has(each.toLowerCase())),
        diagnostics: [...leftOut(name, relations), ...diagnostics],
      });
    }
    const drifting = found.flatMap(({ drift }) => drift);
    const { compiled } = drifting.length === 0 ? { compiled: null } : await compileOpen(host, open);
    const touched = compiled === null ? drifting : impactOfDrift(drifting, compiled);
    const byRelation = new Map(touched.map((each) => [each.relation, each]));
    const told = found.map(({ drift, ...each }) => ({
      ...each,
      drift: drift.map((one): PlanDrift => byRelation.get(one.relation) ?? one),
    }));
    if (options.json) console.document({ formatVersion: '1.0', target, sources: told });
    for (const {
      source,
      contract,
      relations,
      missing,
      changes,
      drift,
      policy,
      diagnostics,
      ...rest
    } of told) {
      console.diagnostics(diagnostics, open.fileText);
      for (const { relation, models, lines, touches } of driftWords({ drift })) {
        const by = models.length === 0 ? '' : `, read by ${models.join(', ')}`;
        console.say(`  ${relation}${by}`);
        for (const { sign, text, stops } of lines)
          console.say(`    ${sign} ${stops ? console.style.red(text) : text}`);
        if (touches.length > 0)
          console.say(
            `      behind it: ${touches.map((each) => `${each.relation} (${each.columns.join(', ')})`).join(', ')}`,
          );
      }
      // What no load minds, and the contract says otherwise all the same: keys, types that have become narrower.
      const other = changes.filter((change) =>
        drift.every(({ relation }) => !isToldBy(change, relation, source)),
      );
      for (const change of other) console.say(`  ${describeChange(change)}`);
      const stops = effectsOf(drift).stops || (policy === 'freeze' && rest.new.length > 0);
      if (rest.new.length > 0)
        console.say(
          `  ${policy === 'freeze' ? console.style.red('no contract, and the policy of tables is `freeze`:') : 'no contract:'} ${shortList(rest.new)}`,
        );
      if (missing.length + changes.length + drift.length > 0)
        console.say(
          `${source} differs from ${contract}${stops ? ', and loads would stop' : ''}. \`lode source pull ${source}\` brings it up to date.`,
        );
      else
        console.say(
          `${console.style.green('✓')} ${source} is as ${contract} says: ${relations} relation${relations === 1 ? '' : 's'}.`,
        );
    }
    const isFrozen = told.some((each) => each.policy === 'freeze' && each.new.length > 0);
    if (isFrozen || told.some(({ drift }) => effectsOf(drift).stops)) return exitCodes.stopped;
    const differ = told.some(
      ({ missing, changes, drift }) => missing.length + changes.length + drift.length > 0,
    );
    return differ ? exitCodes.differences : exitCodes.done;
  } finally {
    await sources.close();
  }
}

function isToldBy(change: Parameters<typeof describeChange>[0], relation: string, source: string): boolean {
  return change.kind !== 'key-changed' && `${source}.${change.relation}` === relation;
}

function shortList(names: readonly string[]): string {
  const most = 10;
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
