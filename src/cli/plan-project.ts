import type { Consumer, ModelForm, Overrule } from '../change/index.ts';
import { bindDefinitions, type CompiledProject, rebindDefinitions } from '../compile/index.ts';
import type { Definition } from '../environment/index.ts';
import {
  type BindDefinitions,
  type OpenSources,
  type PreparedPlan,
  preparePlan,
  type RebindDefinitions,
  type Start,
  type Step,
} from '../execute/index.ts';
import type { Requested } from '../plan/index.ts';
import { lodeVersion } from '../version.ts';
import { openCompilingDatabase } from './databases.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { withTouchedColumns } from './touched-columns.ts';

export interface PlanningOptions {
  readonly environment: string;
  readonly target: string;
  readonly compiled: CompiledProject;
  readonly steps: readonly Step[];
  readonly start: Start;
  readonly sources: OpenSources;
  readonly selected: ReadonlySet<string> | null;
  readonly rebuild: ReadonlySet<string>;
  readonly allowTargetChange: boolean;
  readonly requested: Requested;
  readonly overrules: ReadonlyMap<string, Overrule>;
}

/** The plan for an open project, with what the host knows of the engine and keeps beside the project. */
export async function planProject(
  host: Host,
  open: OpenProject,
  options: PlanningOptions,
): Promise<PreparedPlan> {
  const { compiled, start, ...rest } = options;
  const forms = await readForms(host, open);
  const known = forms.size;
  const prepared = await preparePlan({
    ...rest,
    manifest: start.manifest,
    newestOfBase: start.newest,
    repinned: start.repinned,
    lake: open.lake,
    relations: compiled.sources,
    consumers: consumersOf(compiled),
    bind: binder(host, open.project.timeZone),
    rebind: rebinder(host, open.project.timeZone),
    forms,
  });
  if (forms.size > known) await keepForms(host, open, forms);
  return { ...prepared, plan: withTouchedColumns(prepared.plan, compiled) };
}

/** Binds stored definitions in a database of their own. */
export function binder(host: Host, timeZone: string): BindDefinitions {
  return async (definitions: readonly Definition[]) => {
    const database = await openCompilingDatabase(host, timeZone);
    try {
      return await bindDefinitions(database, definitions);
    } finally {
      await database.close();
    }
  };
}

/** Binds definitions over other columns of their sources, in a database of their own. */
export function rebinder(host: Host, timeZone: string): RebindDefinitions {
  return async (definitions, relations) => {
    const database = await openCompilingDatabase(host, timeZone);
    try {
      return await rebindDefinitions(database, definitions, relations);
    } finally {
      await database.close();
    }
  };
}

/** What the project defines: seeds, then models, upstream first. */
export function definitionsOf({ seeds, models }: CompiledProject): Definition[] {
  return [...seeds, ...models].map(({ definition }) => definition);
}

export function consumersOf(compiled: CompiledProject): Consumer[] {
  return compiled.exposures.map(({ exposure, reads, query }) => ({
    name: exposure.name,
    reads,
    planJson: query?.planJson ?? null,
  }));
}

const formsFile = 'forms.json';

/** More of them than any project needs at once: then the file starts anew. */
const mostForms = 50_000;

function formsIdentity(host: Host): string {
  return `lode ${lodeVersion} ${host.engine.name} ${host.engine.version}`;
}

/** What earlier plans derived of definitions: kept beside the project, may be removed at any time. */
async function readForms(host: Host, open: OpenProject): Promise<Map<string, ModelForm>> {
  try {
    const path = `${open.folder}/.lode/${formsFile}`;
    if ((await host.files.stat(path)) === null) return new Map();
    const { identity, forms } = JSON.parse(await host.files.readText(path)) as {
      identity: string;
      forms: [string, ModelForm][];
    };
    return identity === formsIdentity(host) && forms.length < mostForms ? new Map(forms) : new Map();
  } catch {
    return new Map();
  }
}

async function keepForms(
  host: Host,
  open: OpenProject,
  forms: ReadonlyMap<string, ModelForm>,
): Promise<void> {
  try {
    const text = JSON.stringify({ identity: formsIdentity(host), forms: [...forms] });
    await host.files.replace(`${open.folder}/.lode/${formsFile}`, text);
  } catch {
    // A folder that cannot be written costs time, nothing else.
  }
}
