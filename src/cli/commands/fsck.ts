import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type CheckedLake,
  checkLake,
  isDamage,
  listEnvironments,
  problemDiagnostic,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject } from '../open-project.ts';
import { bytes, count, plural } from '../views/units.ts';
import type { Context } from './context.ts';

export interface FsckOptions {
  readonly environment: string | null;
  /** Read the rows as well. */
  readonly data: boolean;
}

/** `lode fsck`: whether the lake is whole. Exits with 1 where something is lost or wrong. */
export async function fsckCommand(context: Context, request: FsckOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { environment } = request;
  const known = await listEnvironments(open.lake).catch(() => null);
  if (environment !== null && known !== null && !known.includes(environment))
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  const database = await openReadingDatabase(host, open);
  try {
    const session = await database.connect();
    const checked = await checkLake({ lake: open.lake, session, ...request }).finally(() => session.close());
    const damage = checked.problems.filter(isDamage).length;
    const diagnostics = checked.problems.map(problemDiagnostic);
    if (options.json) {
      const { counts, problems } = checked;
      console.document({ formatVersion: '1.0', sound: damage === 0, counts, problems, diagnostics });
    }
    console.diagnostics(diagnostics);
    console.say(summary(context, checked, damage));
    return damage === 0 ? exitCodes.done : exitCodes.error;
  } finally {
    await database.close();
  }
}

function summary({ console }: Context, { counts }: CheckedLake, damage: number): string {
  const { style } = console;
  const what = `${plural(counts.environments, 'environment')}, ${plural(counts.versions, 'version')}, ${plural(counts.tables, 'table')}, ${plural(counts.files, 'data file')} of ${bytes(counts.bytes)}`;
  return damage === 0
    ? `${style.green('✓')} The lake is whole: ${what}.`
    : `${style.red('✗')} ${count(damage)} thing${damage === 1 ? '' : 's'} lost or wrong in ${what}.`;
}
