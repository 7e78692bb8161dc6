import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest } from '../../environment/index.ts';
import { listEnvironments, readCommitted, readCommittedAsOf } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { environmentOf, type OpenProject } from '../open-project.ts';

/** A committed version of an environment: the newest, or the one of that number. Only what has passed its audits is in one. */
export async function readVersion(
  open: OpenProject,
  name: string | null,
  version: string | null,
): Promise<Manifest> {
  const environment = environmentOf(open, name);
  const manifest =
    version === null
      ? await readCommitted(open.lake, environment)
      : await readCommittedAsOf(open.lake, environment, version);
  if (manifest !== null) return manifest;
  const known = await listEnvironments(open.lake);
  throw new DiagnosticError(
    diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
  );
}
