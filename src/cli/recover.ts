import { type ExecuteEvent, settle } from '../execute/index.ts';
import type { Console } from './console.ts';
import type { OpenProject } from './open-project.ts';

/** Finishes or takes back what an earlier process left open, before anything is done on top of it, and says so. Null where there was nothing. */
export async function recoverEnvironment(
  console: Console,
  open: OpenProject,
  environment: string,
): Promise<ExecuteEvent | null> {
  const settled = await settle(open.lake, environment);
  if (settled.kind === 'nothing') return null;
  const { version, reason } = settled.record;
  const what = settled.kind === 'finished' ? 'finished.' : `taken back: ${reason ?? ''}`;
  console.say(`An earlier command had stopped midway; its version ${version} is now ${what}`);
  return { kind: 'recovered', environment, version, outcome: settled.kind };
}
