import type { CompiledProject } from '../../compile/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { environmentOfFolder, type ManifestRecord, type RunRecord } from '../../environment/index.ts';
import type { OnEvent, RunStart } from '../../execute/index.ts';
import {
  lineageFacts,
  type ModelRun,
  modelStarted,
  runEnded,
  runStarted,
} from '../../reports/openlineage/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { redaction } from '../redact.ts';
import { openLineageSender } from './lineage-sender.ts';
import { lineageTarget, undelivered } from './lineage-target.ts';

/** A run as OpenLineage hears of it. */
export interface LineageTelling {
  readonly onEvent: OnEvent;
  /** Sends the ends of the run and its models; gives a warning where not all arrived. Never rejects. */
  readonly ended: (record: RunRecord, versions: readonly ManifestRecord[]) => Promise<readonly Diagnostic[]>;
}

/** Begins to tell; does nothing at all where nobody is to be told. */
export function tellLineage(
  host: Host,
  open: OpenProject,
  start: Pick<RunStart, 'runId' | 'command' | 'environment' | 'target' | 'models' | 'standing'>,
  compiled: CompiledProject | null,
  marked: ReadonlyMap<string, string>,
): LineageTelling {
  const { target, warnings } = lineageTarget(open);
  if (target === null) return { onEvent: () => {}, ended: async () => warnings };
  const now = () => new Date(host.clock.now()).toISOString();
  const facts = lineageFacts({
    runId: start.runId,
    command: start.command,
    environment: start.environment,
    target: start.target,
    project: open.project.name,
    namespace: target.namespace,
    parent: target.parent,
    lake: open.lake.folder,
    engine: { name: host.engine.name, version: host.engine.version },
    lode: lodeVersion,
    borrowed: borrowedBy(start),
    compiled,
    marked,
  });
  const sender = openLineageSender(host.timer, target, host.appendTo, redaction(open));
  const runs = new Map<string, ModelRun>();
  sender.send(runStarted(facts, now()));
  return {
    onEvent(event) {
      // What is tried again goes on being the same run.
      if (event.kind !== 'model-started' || runs.has(event.model.toLowerCase())) return;
      const run = { runId: host.clock.uuid(), auditsRunId: host.clock.uuid() };
      runs.set(event.model.toLowerCase(), run);
      sender.send(modelStarted(facts, event.model, run, now()));
    },
    async ended(record, versions) {
      const paths = versions.flatMap(({ tables }) =>
        tables.map(({ model, table }) => [model.toLowerCase(), table.path] as const),
      );
      for (const event of runEnded(facts, record, runs, new Map(paths))) sender.send(event);
      const problem = await sender.close();
      return problem === null ? [] : [undelivered(open, problem)];
    },
  };
}

/** Relations that stand in a table of another environment, and that the run does not make. */
function borrowedBy({
  environment,
  models,
  standing,
}: Pick<RunStart, 'environment' | 'models' | 'standing'>): Map<string, string> {
  const made = new Set(models.map(({ model }) => model.toLowerCase()));
  const borrowed = new Map<string, string>();
  for (const [key, { table }] of standing?.models ?? []) {
    if (table === null || made.has(key)) continue;
    const owner = environmentOfFolder(table.path.slice(0, table.path.indexOf('/')));
    if (owner !== environment) borrowed.set(key, owner);
  }
  return borrowed;
}
