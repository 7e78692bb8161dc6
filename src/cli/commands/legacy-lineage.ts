import { resolve } from 'node:path';
import {
  confidenceFrom,
  type LegacyLineage,
  legacyLineage,
  raiseInventory,
} from '../../compile/legacy/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  downstreamOf,
  indexLineage,
  type LineageGraph,
  type LineagePoint,
  limitToReached,
  lineageDocument,
  pointKey,
  upstreamOf,
} from '../../lineage/index.ts';
import {
  type Coverage,
  downstreamText,
  lineageHtml,
  pageData,
  relationText,
  upstreamText,
} from '../../reports/lineage/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Inventory } from '../../triage/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openEstate } from '../legacy/open-legacy-estate.ts';
import { inventoryFile } from '../legacy/read-inventory.ts';
import { writeLines } from '../legacy/scan-memory.ts';
import type { Style } from '../views/style.ts';
import type { Context } from './context.ts';
import { inventoryPieces } from './legacy-scan.ts';

export interface LegacyLineageRequest {
  /** `object` or `object.column`; null: the whole estate. */
  readonly subject: string | null;
  readonly inventory: string | null;
  readonly format: 'text' | 'json' | 'html';
  readonly out: string | null;
  /** Write `bound` into the inventory for what was. */
  readonly update: boolean;
}

/** `lode legacy lineage`: where the columns of a legacy estate come from and what they reach, each with how well that is known. */
export async function legacyLineageCommand(
  context: Context,
  request: LegacyLineageRequest,
): Promise<ExitCode> {
  const { host, options, console } = context;
  const { estate, inventory, consumers, close } = await openEstate(context, request.inventory, [], true);
  try {
    const lineage = await legacyLineage(estate, inventory!, consumers);
    const subject = request.subject === null ? null : pointNamed(lineage.graph, request.subject);
    const text = render(lineage, inventory!, subject, request, console.style);
    if (request.out === null) console.result(text);
    else {
      await host.files.replace(resolve(host.folder, request.out), text);
      console.say(`${console.style.green('✓')} ${request.out} written.`);
    }
    if (request.update) {
      const path = resolve(host.folder, request.inventory ?? `${options.project ?? '.'}/${inventoryFile}`);
      await writeLines(path, () => inventoryPieces(raiseInventory(inventory!, lineage)));
    }
    console.say(summaryOf(lineage));
    return exitCodes.done;
  } finally {
    await close();
  }
}

function pointNamed(graph: LineageGraph, name: string): LineagePoint {
  const wanted = name.toLowerCase();
  const whole = graph.relations.find((each) => each.name.toLowerCase() === wanted);
  if (whole !== undefined) return { relation: whole.name, column: null };
  const dot = wanted.lastIndexOf('.');
  const relation = graph.relations.find((each) => each.name.toLowerCase() === wanted.slice(0, dot));
  if (relation === undefined)
    throw new DiagnosticError(
      diagnose('relation-unknown', {
        relation: name,
        near: nearNames(
          name,
          graph.relations.map((each) => each.name),
        ),
      }),
    );
  const column = relation.columns.find((each) => each.name.toLowerCase() === wanted.slice(dot + 1));
  if (column === undefined)
    throw new DiagnosticError(
      diagnose('column-unknown-in-lineage', {
        relation: relation.name,
        column: name.slice(dot + 1),
        near: nearNames(
          name.slice(dot + 1),
          relation.columns.map((each) => each.name),
        ),
      }),
    );
  return { relation: relation.name, column: column.name };
}

function render(
  lineage: LegacyLineage,
  inventory: Inventory,
  subject: LineagePoint | null,
  request: LegacyLineageRequest,
  style: Style,
): string {
  const graph = subject === null ? lineage.graph : around(lineage.graph, subject);
  switch (request.format) {
    case 'json':
      return `${JSON.stringify({ ...lineageDocument(graph, []), steps: stepsOf(lineage, graph), ...(subject === null ? {} : { confidence: confidenceOf(lineage, subject) }) }, null, 2)}\n`;
    case 'html':
      return estatePage(lineage, inventory, graph);
    case 'text':
      return subject === null ? wholeText(lineage, style) : subjectText(lineage, subject, style);
  }
}

/** The lineage of an estate, or of a part of it, as one HTML file. */
export function estatePage(
  lineage: LegacyLineage,
  inventory: Inventory,
  graph: LineageGraph = lineage.graph,
): string {
  return lineageHtml(pageData('Legacy estate', graph, coverageOf(lineage, inventory, graph), () => null));
}

function around(graph: LineageGraph, subject: LineagePoint): LineageGraph {
  const relation = graph.relations.find((each) => each.name === subject.relation)!;
  const starts =
    subject.column === null
      ? [null, ...relation.columns.map((each) => each.name)].map((column) => ({
          relation: relation.name,
          column,
        }))
      : [subject];
  const index = indexLineage(graph);
  return limitToReached(graph, starts, [...upstreamOf(index, starts), ...downstreamOf(index, starts)]);
}

function stepsOf(lineage: LegacyLineage, graph: LineageGraph) {
  return graph.relations.flatMap(({ name }) => {
    const step = lineage.steps.get(name);
    return step === undefined
      ? []
      : [{ relation: name, understanding: step.understanding, reasons: step.reasons }];
  });
}

/** Of each point that the subject is connected with, the understanding of the weakest step on the best way. */
function confidenceOf(lineage: LegacyLineage, subject: LineagePoint) {
  const index = indexLineage(lineage.graph);
  const [up, down] = [
    { direction: 'up' as const, ways: index.up, reached: upstreamOf(index, [subject]) },
    { direction: 'down' as const, ways: index.down, reached: downstreamOf(index, [subject]) },
  ].map(({ direction, ways, reached }) => {
    const known = confidenceFrom(direction, ways, lineage.steps, subject);
    return reached.map((point) => ({
      relation: point.relation,
      column: point.column,
      direct: point.direct,
      understanding: known.get(pointKey(point.relation, point.column)) ?? 'opaque',
    }));
  });
  return { upstream: up!, downstream: down! };
}

/** What is not bound, as the page's gaps. */
function coverageOf(lineage: LegacyLineage, inventory: Inventory, graph: LineageGraph): Coverage {
  const shown = new Set(graph.relations.map((each) => each.name));
  const files = new Map(inventory.objects.map((object) => [object.id, object.place.file]));
  return {
    notRead: [...lineage.steps].flatMap(([relation, { understanding, reasons }]) =>
      understanding === 'bound' || !shown.has(relation)
        ? []
        : [
            {
              relation,
              type: 'model' as const,
              file: files.get(relation) ?? '',
              reason: `${understanding}: ${reasons[0] ?? 'its statement was not bound'}`,
            },
          ],
    ),
    partlyRead: [],
  };
}

function wholeText(lineage: LegacyLineage, style: Style): string {
  return lineage.graph.relations
    .filter((relation) => lineage.steps.has(relation.name))
    .map((relation) => `${relationText(relation, style)}${stepText(lineage, relation.name, style)}`)
    .join('\n');
}

function stepText(lineage: LegacyLineage, relation: string, style: Style): string {
  const step = lineage.steps.get(relation);
  if (step === undefined || step.understanding === 'bound') return '';
  return `${style.dim(`  ${step.understanding} only: ${step.reasons[0] ?? 'its statement was not bound'}`)}\n`;
}

function subjectText(lineage: LegacyLineage, subject: LineagePoint, style: Style): string {
  const relation = lineage.graph.relations.find((each) => each.name === subject.relation)!;
  if (subject.column === null)
    return `${relationText(relation, style)}${stepText(lineage, relation.name, style)}`;
  const { upstream, downstream } = confidenceOf(lineage, subject);
  const weak = [...upstream, ...downstream].filter(
    (point) => point.understanding !== 'bound' && point.column !== null,
  );
  const lines = weak.map((point) => `  ${point.relation}.${point.column}  ${point.understanding}`);
  return [
    upstreamText(lineage.graph, relation.name, subject.column, style),
    downstreamText(lineage.graph, relation.name, subject.column, style),
    ...(lines.length === 0 ? [] : [`${style.bold('Less certain')}\n${lines.join('\n')}\n`]),
  ].join('\n');
}

function summaryOf({ steps }: LegacyLineage): string {
  const bound = [...steps.values()].filter((each) => each.understanding === 'bound').length;
  return `${bound} of ${steps.size} relations that queries make are bound; of the others every column of what they read counts as read.`;
}
