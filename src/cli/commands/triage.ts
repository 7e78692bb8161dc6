import { resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../../diagnostics/index.ts';
import { triageCsv, triageHtml, triageMarkdown, triageText } from '../../reports/triage/index.ts';
import {
  checkDecisions,
  loadDecisions,
  makeTriageReport,
  noDecisions,
  type TriageDecisions,
  type TriageReport,
  triageRows,
  type UsageSummary,
  type WaveSize,
} from '../../triage/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, type OpenProject, openProject, ProjectError } from '../open-project.ts';
import { readInventory } from '../triage/read-inventory.ts';
import { successorsOf } from '../triage/successors.ts';
import type { Context } from './context.ts';

export type TriageFormat = 'text' | 'json' | 'csv' | 'html' | 'markdown';

export interface TriageRequest {
  readonly inventory: string | null;
  /** null: what the format says goes to stdout. */
  readonly out: string | null;
  /** null: text, or with `out` all of them. */
  readonly format: TriageFormat | null;
  /** null: as triage.yml says. */
  readonly wave: WaveSize | null;
}

export const decisionsFile = 'triage.yml';

const files: Readonly<Record<Exclude<TriageFormat, 'text'>, string>> = {
  html: 'triage.html',
  json: 'triage.json',
  csv: 'triage.csv',
  markdown: 'triage.md',
};

/** `lode triage`: what a legacy estate holds, who needs it, what it takes to move, in which order. Exit code 3 where a decision is contradicted, 2 where one speaks of what is gone. */
export async function triageCommand(context: Context, request: TriageRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const inventory = await readInventory(host, open, request.inventory);
  const { decisions, fileText, warnings } = await readDecisions(context, open);
  const { compiled } = await compileOpen(host, open);
  const usage: UsageSummary | null = null;
  const rows = triageRows({
    inventory,
    usage,
    decisions,
    successors: await successorsOf(host, open, compiled, decisions),
    personal: personalOf(open),
    wave: request.wave ?? waveOf(decisions),
  });
  const diagnostics = [...warnings, ...checkDecisions(decisions, rows)];
  const report = makeTriageReport(open.project.name, host.clock.now(), inventory, usage, rows, diagnostics);
  const format = request.format ?? (options.json ? 'json' : 'text');
  if (request.out === null) {
    host.stdout(render(format, report));
  } else {
    const folder = resolve(host.folder, request.out);
    await host.files.createFolder(folder);
    const wanted = (Object.keys(files) as (keyof typeof files)[]).filter(
      (each) => request.format === null || request.format === each,
    );
    for (const each of wanted) {
      await host.files.replace(`${folder}/${files[each]}`, render(each, report));
      console.say(`${console.style.green('✓')} ${request.out.replace(/\/$/, '')}/${files[each]}`);
    }
  }
  console.diagnostics(diagnostics, fileText);
  if (hasErrors(diagnostics)) return exitCodes.stopped;
  return diagnostics.length > 0 ? exitCodes.differences : exitCodes.done;
}

function render(format: TriageFormat, report: TriageReport): string {
  switch (format) {
    case 'text':
      return triageText(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return triageCsv(report);
    case 'html':
      return triageHtml(report, { lineage: null });
    case 'markdown':
      return triageMarkdown(report);
  }
}

async function readDecisions(
  { host }: Context,
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

function waveOf({ form }: TriageDecisions): WaveSize {
  return { unit: form.wave?.unit ?? 'objects', size: form.wave?.size ?? 10 };
}

/** What contracts say of personal data, by the name that the source itself has for a relation, with and without its schema. */
function personalOf({ project }: OpenProject): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    project.relations.flatMap(({ sourceName, columns }) => {
      const personal = columns.flatMap(({ sourceName: column, pii }): [string, string][] =>
        pii === null ? [] : [[column.toLowerCase(), pii]],
      );
      return personal.length === 0 ? [] : [[sourceName.toLowerCase(), new Map(personal)] as const];
    }),
  );
}
