import { DiagnosticError } from '../../diagnostics/index.ts';
import type { RunRecord } from '../../environment/index.ts';
import { collectRun } from '../../execute/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Context } from '../commands/context.ts';
import type { OpenProject } from '../open-project.ts';
import { redaction, redactTexts } from '../redact.ts';
import { callHooks } from './call-hooks.ts';
import { failureOf } from './tell-commit.ts';

/** Tells failures of a command before its run begins: the project does not compile, a source is away, another process is at work. */
export interface EarlyFailures {
  /** From now on the run tells its own end. */
  readonly handOver: () => void;
  /** Calls the hooks of `on_failure`, unless the run has been handed over; says what could not be told. */
  readonly tell: (error: unknown) => Promise<void>;
}

/** Answers of the person at the terminal are no failures. */
const noFailures: ReadonlySet<string> = new Set(['declined', 'confirmation-needed']);

export function earlyFailures(
  context: Context,
  open: OpenProject,
  about: Pick<RunRecord, 'command' | 'environment' | 'target'>,
): EarlyFailures {
  const { host, console } = context;
  const started = host.clock.now();
  let handedOver = false;
  return {
    handOver() {
      handedOver = true;
    },
    async tell(error) {
      const codes = error instanceof DiagnosticError ? error.diagnostics.map(({ code }) => code) : [];
      if (handedOver || codes.some((code) => noFailures.has(code))) return;
      const { lake } = open;
      const { record } = collectRun(
        {
          ...about,
          runId: host.clock.uuid(),
          project: lake.project.name,
          by: lake.actor,
          git: lake.project.git,
          lode: lodeVersion,
          engine: `${host.engine.name} ${host.engine.version}`,
          started,
          baseVersion: null,
          rollbackTo: null,
          plan: null,
          models: [],
          standing: null,
        },
        host.clock.now,
      );
      const ended = record({ ...failureOf(error), versions: [] });
      const safe = redactTexts(redaction(open), ended);
      console.diagnostics(await callHooks(host, open, safe), open.fileText);
    },
  };
}
