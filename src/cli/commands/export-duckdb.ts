import { relative, resolve } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { currentFormat } from '../../environment/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { writeDuckdbFile } from '../export/duckdb-file.ts';
import { readVersion } from '../export/read-version.ts';
import { openProject } from '../open-project.ts';
import { count } from '../views/units.ts';
import type { Context } from './context.ts';

export interface ExportDuckdbOptions {
  readonly file: string;
  readonly names: readonly string[];
  readonly environment: string | null;
  readonly version: string | null;
  readonly includePersonal: boolean;
}

/** `lode export --duckdb FILE`: a DuckDB file of views over the tables of a committed version, for ad-hoc questions. */
export async function exportDuckdbCommand(context: Context, request: ExportDuckdbOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  if (request.names.length > 0)
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: 'names',
        problem: `\`--duckdb\` writes all tables of a version, not the export \`${request.names[0]}\``,
        hint: 'Leave the names out.',
      }),
    );
  const open = await openProject(host, options);
  const manifest = await readVersion(open, request.environment, request.version);
  const file = resolve(host.folder, request.file);
  const { defined, leftOut } = await writeDuckdbFile(host, open, manifest, file, request.includePersonal);
  const { environment, version } = manifest.record;
  if (options.json) {
    console.document({
      formatVersion: currentFormat,
      file,
      environment,
      version,
      relations: defined,
      leftOut,
    });
    return exitCodes.done;
  }
  const named = (why: 'personal' | 'source') =>
    leftOut.filter((each) => each.why === why).map((each) => each.model);
  const copies = defined.filter((each) => each.kind === 'copy').map((each) => each.model);
  console.say(
    `${console.style.green('✓')} ${relative(host.folder, file)}  ${count(defined.length)} relations of ${environment} version ${version}`,
  );
  if (copies.length > 0)
    console.say(`  copied, since DuckDB alone could not compute them: ${copies.join(', ')}`);
  if (named('personal').length > 0)
    console.say(`  left out, since they have personal data (--include-pii): ${named('personal').join(', ')}`);
  if (named('source').length > 0)
    console.say(`  left out, since they read a source as it is at the moment: ${named('source').join(', ')}`);
  console.say(
    `  It reads the files of version ${version}: they stay for at least ${open.project.retentionDays} days after a later version has replaced them.`,
  );
  return exitCodes.done;
}
