import { diagnose } from '../../diagnostics/index.ts';
import type { OpenProject } from '../open-project.ts';
import { type Finding, finding } from './finding.ts';

const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\}/g;

/**
 * The variables that project.yml names, and whether they are set. Values are not looked at. A variable that the target in use needs is reported by its source; here
 * those of the other targets are.
 */
export function checkVariables(open: OpenProject, target: string): Finding[] {
  const uses = new Map<string, { targets: Set<string>; hasDefault: boolean }>();
  const note = (name: string, hasDefault: boolean, where: string | null) => {
    const use = uses.get(name) ?? { targets: new Set<string>(), hasDefault: true };
    uses.set(name, { targets: use.targets, hasDefault: use.hasDefault && hasDefault });
    if (where !== null) use.targets.add(where);
  };
  const walk = (value: unknown, where: string | null): void => {
    if (typeof value === 'string')
      for (const [, name, otherwise] of value.matchAll(placeholder))
        note(name!, otherwise !== undefined, where);
    else if (value !== null && typeof value === 'object')
      for (const each of Object.values(value)) walk(each, where);
  };
  walk(open.project.lake, null);
  for (const each of open.project.targets)
    for (const { type, settings } of each.sources) {
      walk(type, each.name);
      walk(settings, each.name);
    }
  const told = new Set<string>();
  const { hooks, openLineage } = open.project;
  const ofHooks = [hooks.onFailure, hooks.onSuccess].flat().map(({ target: whom }) => whom);
  for (const [, name, otherwise] of JSON.stringify([ofHooks, openLineage]).matchAll(placeholder))
    if (otherwise === undefined && !uses.has(name!)) told.add(name!);
  const findings: Finding[] = [];
  for (const [name, { targets, hasDefault }] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isSet = (open.variables[name] ?? '') !== '';
    if (isSet || hasDefault) findings.push(finding(`$${name}`, isSet ? 'set' : 'not set, has a default'));
    else if (!targets.has(target) && targets.size > 0)
      findings.push(
        finding(`$${name}`, 'not set', diagnose('secret-not-set', { name, targets: [...targets] })),
      );
  }
  // Where a hook is for the server alone, its variable is not missing here: that it is not set is said, and no fault.
  for (const name of [...told].sort()) {
    const isSet = (open.variables[name] ?? '') !== '';
    findings.push(finding(`$${name}`, isSet ? 'set' : 'not set; whoever it leads to is not told from here'));
  }
  return findings;
}
