import { collectGarbage, type GarbageResult, holderOf, type RetentionPolicy } from '../../execute/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type OpenProject, openProject } from '../open-project.ts';
import { garbageText } from '../views/garbage-text.ts';
import type { Context } from './context.ts';

export interface GcOptions {
  readonly dryRun: boolean;
  /** Milliseconds; null: two days. */
  readonly grace: number | null;
}

const day = 86_400_000;

/** How long anything is left alone that somebody may be about to use. Longer than any apply takes. */
const usualGrace = 2 * day;

/** `lode gc`: drops environments whose time is over, and removes from the lake what no version that is kept needs. */
export async function gcCommand(context: Context, request: GcOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const database = await openBuildingDatabase(host, open, null);
  try {
    const session = await database.connect();
    const result = await collectGarbage({
      lake: open.lake,
      session,
      policy: policyOf(open, host.clock.now(), request.grace),
      dryRun: request.dryRun,
      isHeld: async (name) => (await holderOf(open.lake, host, name)) !== null,
    }).finally(() => session.close());
    report(context, request, result);
    console.diagnostics(result.diagnostics);
    return exitCodes.done;
  } finally {
    await database.close();
  }
}

/** What stays, by the project's word. */
export function policyOf(open: OpenProject, now: number, grace: number | null): RetentionPolicy {
  return {
    now,
    retention: open.project.retentionDays * day,
    grace: grace ?? usualGrace,
    project: open.project.name,
  };
}

function report({ options, console }: Context, { dryRun }: GcOptions, result: GarbageResult): void {
  if (options.json) {
    const { nextAt, ...rest } = result;
    const next = nextAt === null ? null : new Date(nextAt).toISOString();
    console.document({ formatVersion: '1.0', dryRun, ...rest, nextAt: next });
  } else console.say(garbageText(result, dryRun, console.style));
}
