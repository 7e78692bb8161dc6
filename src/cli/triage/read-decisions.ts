import type { Diagnostic } from '../../diagnostics/index.ts';
import { loadDecisions, noDecisions, type TriageDecisions } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';

const decisionsFile = 'triage.yml';

/** What the project's triage.yml says, which may be missing. Rejects with its diagnostics. */
export async function readDecisions(
  host: Host,
  open: OpenProject,
): Promise<{
  decisions: TriageDecisions;
  fileText: OpenProject['fileText'];
  warnings: readonly Diagnostic[];
}> {
  const path = `${open.folder}/${decisionsFile}`;
  if ((await host.files.stat(path)) === null)
    return { decisions: noDecisions, fileText: open.fileText, warnings: [] };
  const file = { path: decisionsFile, text: await host.files.readText(path) };
  const fileText = (name: string) => (name === decisionsFile ? file.text : open.fileText(name));
  const { value, diagnostics } = loadDecisions(file);
  if (value === null) throw new ProjectError(diagnostics, fileText);
  return { decisions: value, fileText, warnings: diagnostics };
}
