import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { checkForm, readYaml } from '../../project/index.ts';
import { type Robots, robotsOf, type UsageForm, usageForm } from '../../triage/index.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';

export const usageFile = 'usage.yml';

export interface UsageSettings {
  readonly robots: Robots;
  /** The text of what makes somebody a robot: with other rules a log is another one. */
  readonly robotRules: string;
  readonly blindSpots: readonly string[];
}

/** What the project's usage.yml says, which may be missing. Rejects with its diagnostics. */
export async function loadUsageSettings(host: Host, open: OpenProject): Promise<UsageSettings> {
  const path = `${open.folder}/${usageFile}`;
  let form: UsageForm = {};
  if ((await host.files.stat(path)) !== null) {
    const file = { path: usageFile, text: await host.files.readText(path) };
    const fileText = (name: string) => (name === usageFile ? file.text : open.fileText(name));
    const read = readYaml(file);
    if (read.diagnostics.length > 0) throw new ProjectError(read.diagnostics, fileText);
    if (read.value !== null) {
      const checked = checkForm(usageForm, read.value, file, 'the usage');
      if (checked.value === null) throw new ProjectError(checked.diagnostics, fileText);
      form = checked.value;
    }
  }
  const { robots, invalid } = robotsOf(form.robots);
  if (invalid.length > 0)
    throw new DiagnosticError(invalid.map((pattern) => diagnose('usage-pattern-invalid', { pattern })));
  return { robots, robotRules: JSON.stringify(form.robots ?? {}), blindSpots: form.blind_spots ?? [] };
}
