import { resolve } from 'node:path';
import type { CompiledProject } from '../../compile/index.ts';
import { type LegacyLineage, legacyLineage } from '../../compile/legacy/index.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/index.ts';
import { readUsageSummary } from '../../execute/index.ts';
import { triageCsv, triageHtml, triageMarkdown, triageText } from '../../reports/triage/index.ts';
import {
  checkDecisions,
  type Inventory,
  makeTriageReport,
  type TriageDecisions,
  type TriageInput,
  type TriageReport,
  triageRows,
  type UsageSummary,
  type WaveSize,
} from '../../triage/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openEstate } from '../legacy/open-legacy-estate.ts';
import { readInventory } from '../legacy/read-inventory.ts';
import { compileOpen, type OpenProject, openProject } from '../open-project.ts';
import { checkConsumers } from '../triage/check-consumers.ts';
import { readDecisions } from '../triage/read-decisions.ts';
import { successorsOf } from '../triage/successors.ts';
import { estateNames } from '../usage/estate-names.ts';
import { declaredUses, projectRelations } from '../usage/known-relations.ts';
import { loadUsageSettings } from '../usage/load-usage-settings.ts';
import type { Context } from './context.ts';
import { estatePage } from './legacy-lineage.ts';

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
  const { inventory, origins, page } = await boundInventory(context, open, request);
  const { decisions, fileText, warnings } = await readDecisions(host, open);
  const { compiled } = await compileOpen(host, open);
  const { usage, declared, unknown } = await usageOf(context, open, compiled, inventory);
  const rows = triageRows({
    inventory,
    usage,
    decisions,
    successors: await successorsOf(host, open, compiled, decisions),
    declared,
    personal: personalOf(open),
    origins,
    wave: request.wave ?? waveOf(decisions),
  });
  const diagnostics = [...warnings, ...unknown, ...checkDecisions(decisions, rows)];
  const report = makeTriageReport(open.project.name, host.clock.now(), inventory, usage, rows, diagnostics);
  const format = request.format ?? (options.json ? 'json' : 'text');
  if (request.out === null) {
    host.stdout(render(format, report, null));
  } else {
    const folder = resolve(host.folder, request.out);
    await host.files.createFolder(folder);
    const wanted = (Object.keys(files) as (keyof typeof files)[]).filter(
      (each) => request.format === null || request.format === each,
    );
    for (const each of wanted) {
      await host.files.replace(`${folder}/${files[each]}`, render(each, report, 'lineage.html'));
      if (each === 'html') await host.files.replace(`${folder}/lineage.html`, page());
      console.say(`${console.style.green('✓')} ${request.out.replace(/\/$/, '')}/${files[each]}`);
    }
  }
  console.diagnostics(diagnostics, fileText);
  if (hasErrors(diagnostics)) return exitCodes.stopped;
  return diagnostics.length > 0 ? exitCodes.differences : exitCodes.done;
}

/** `lineage`: the page beside it; null: there is none. */
function render(format: TriageFormat, report: TriageReport, lineage: string | null): string {
  switch (format) {
    case 'text':
      return triageText(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return triageCsv(report);
    case 'html':
      return triageHtml(report, { lineage });
    case 'markdown':
      return triageMarkdown(report);
  }
}

/** The inventory, with what was bound by now as such, and the page of its lineage. */
async function boundInventory(
  context: Context,
  open: OpenProject,
  request: TriageRequest,
): Promise<{ inventory: Inventory; origins: TriageInput['origins']; page: () => string }> {
  const read = await readInventory(context.host, open, request.inventory);
  const { estate, consumers, close } = await openEstate(context, request.inventory, [], true);
  try {
    const lineage = await legacyLineage(estate, read, consumers);
    const objects = read.objects.map((object) => ({
      ...object,
      understanding: lineage.understanding.get(object.id) ?? object.understanding,
    }));
    return {
      inventory: { ...read, objects },
      origins: originsOf(lineage),
      page: () => estatePage(lineage, read),
    };
  } finally {
    await close();
  }
}

/** Of relations all of whose steps were bound: the columns whose values each column holds. */
function originsOf({ graph, steps }: LegacyLineage): TriageInput['origins'] {
  return new Map(
    graph.relations.flatMap(({ name, columns }) =>
      steps.get(name)?.understanding === 'bound'
        ? [
            [
              name,
              new Map(
                columns.map((column) => [
                  column.name.toLowerCase(),
                  column.edges
                    .filter(({ type, masking }) => type === 'DIRECT' && !masking)
                    .map((edge) => ({
                      relation: edge.relation.toLowerCase(),
                      column: edge.column.toLowerCase(),
                    })),
                ]),
              ),
            ] as const,
          ]
        : [],
    ),
  );
}

/** What the imported logs say, and which exposures read legacy objects themselves. */
async function usageOf(
  { host }: Context,
  open: OpenProject,
  compiled: CompiledProject,
  inventory: Inventory,
): Promise<{
  usage: UsageSummary | null;
  declared: TriageInput['declared'];
  unknown: readonly Diagnostic[];
}> {
  const names = estateNames(inventory, projectRelations(compiled));
  const declared = declaredUses(open, compiled).map(({ relation, by }) => ({
    object: names.idOf(relation),
    by,
  }));
  const settings = await loadUsageSettings(host, open);
  const database = await openReadingDatabase(host, open);
  try {
    const session = await database.connect();
    try {
      const usage = await readUsageSummary(open.lake, session, settings.blindSpots);
      return { usage, declared, unknown: checkConsumers(open.project.exposures, inventory, names) };
    } finally {
      session.close();
    }
  } finally {
    await database.close();
  }
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
