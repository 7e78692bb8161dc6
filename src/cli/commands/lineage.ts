import { resolve } from 'node:path';
import { markedPlans } from '../../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  downstreamOf,
  impactOf,
  indexLineage,
  type LineageGraph,
  type LineagePoint,
  type LineageRelation,
  limitToReached,
  lineageDocument,
  seeThrough,
  unreadEnds,
  upstreamOf,
  usageOf,
} from '../../lineage/index.ts';
import { loadUnitTests } from '../../project/index.ts';
import {
  type Coverage,
  coverageOf,
  coverageText,
  downstreamText,
  lineageHtml,
  lineageMermaid,
  openLineageDatasets,
  pageData,
  projectLineage,
  relationText,
  triageDocument,
  upstreamText,
  usageCsv,
} from '../../reports/lineage/index.ts';
import { nearNames } from '../../text/index.ts';
import { openCompilingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, openProject } from '../open-project.ts';
import { selectModels } from '../select-models.ts';
import { impactText, type Lookers } from '../views/impact-text.ts';
import type { Style } from '../views/style.ts';
import type { Context } from './context.ts';

export const lineageFormats = ['text', 'json', 'mermaid', 'html', 'openlineage', 'csv', 'triage'] as const;
export type LineageFormat = (typeof lineageFormats)[number];

export interface LineageOptions {
  /** `model`, `model.column`, `column:model.column+`, `column:+model.column`; null: the whole project. */
  readonly subject: string | null;
  readonly upstream: boolean;
  readonly downstream: boolean;
  readonly select: string | null;
  /** `source`: edges go to source columns in one step. */
  readonly depth: 'step' | 'source';
  readonly format: LineageFormat;
  readonly out: string | null;
}

/** `lode lineage`: where columns come from and what they reach, over the whole project. */
export async function lineageCommand(context: Context, request: LineageOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { compiled, diagnostics: found } = await compileOpen(host, open);
  const { value: whole, diagnostics: traced } = projectLineage(
    compiled,
    await markedPlans(compiled, () => openCompilingDatabase(host, open.project.timeZone)),
  );
  const names = compiled.models.map((model) => model.name);
  const tests = loadUnitTests(
    open.project.unitTests,
    [...names, ...compiled.failed],
    Object.keys(open.project.variables),
  );
  // What keeps lineage from being whole; lints are the business of other commands.
  const diagnostics = [...found.filter(({ severity }) => severity !== 'warning'), ...traced];
  console.diagnostics(
    diagnostics.filter(({ severity }) => severity !== 'note'),
    open.fileText,
  );
  const subject = request.subject === null ? null : parseSubject(request, whole);
  const chosen = chooseRelations(
    whole,
    subject,
    selectModels(compiled, { select: request.select, exclude: null }),
  );
  const graph =
    request.depth === 'source' ? seeThrough(chosen, (relation) => relation.type === 'model') : chosen;
  const rendering: Rendering = {
    ...request,
    project: open.project.name,
    diagnostics,
    coverage: coverageOf(compiled, found, traced),
    textOf: (file) => open.fileText(file) ?? null,
    auditsOf: (name) => compiled.models.find((model) => model.name === name)?.audits ?? [],
    unitTests: tests.value,
  };
  const text = render(context, rendering, graph, whole, subject);
  if (request.out === null) console.result(text);
  else {
    await host.files.replace(resolve(host.folder, request.out), text);
    console.say(`${console.style.green('✓')} ${request.out} written.`);
  }
  return exitCodes.done;
}

interface Subject {
  readonly relation: LineageRelation;
  readonly column: string | null;
  readonly upstream: boolean;
  readonly downstream: boolean;
}

/** Reads what the user named; a bare column shows both ways, a bare model its own columns. */
function parseSubject(request: LineageOptions, graph: LineageGraph): Subject {
  const given = request.subject!.replace(/^column:/, '');
  const upstream = request.upstream || given.startsWith('+');
  const downstream = request.downstream || given.endsWith('+');
  const name = given.replace(/^\+/, '').replace(/\+$/, '');
  const whole = graph.relations.find((relation) => relation.name.toLowerCase() === name.toLowerCase());
  if (whole !== undefined) return { relation: whole, column: null, upstream, downstream };
  const dot = name.lastIndexOf('.');
  const owner = name.slice(0, dot).toLowerCase();
  const relation = graph.relations.find((each) => each.name.toLowerCase() === owner);
  if (relation === undefined) {
    const names = graph.relations.map((each) => each.name);
    throw new DiagnosticError(diagnose('relation-unknown', { relation: name, near: nearNames(name, names) }));
  }
  const wanted = name.slice(dot + 1);
  const column = relation.columns.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
  if (column === undefined) {
    const near = nearNames(
      wanted,
      relation.columns.map((each) => each.name),
    );
    throw new DiagnosticError(
      diagnose('column-unknown-in-lineage', { relation: relation.name, column: wanted, near }),
    );
  }
  const both = !upstream && !downstream;
  return { relation, column: column.name, upstream: upstream || both, downstream: downstream || both };
}

/** The relations to show: those of the selection with what they reach, or those on the way up and down from the subject. */
function chooseRelations(
  graph: LineageGraph,
  subject: Subject | null,
  selected: ReadonlySet<string> | null,
): LineageGraph {
  if (subject === null) {
    if (selected === null) return graph;
    const starts = graph.relations
      .filter((relation) => selected.has(relation.name.toLowerCase()))
      .flatMap((relation) => pointsOf(relation));
    return limitToReached(graph, starts, upstreamOf(indexLineage(graph), starts));
  }
  const starts =
    subject.column === null
      ? pointsOf(subject.relation)
      : [{ relation: subject.relation.name, column: subject.column }];
  const index = indexLineage(graph);
  return limitToReached(graph, starts, [
    ...(subject.upstream ? upstreamOf(index, starts) : []),
    ...(subject.downstream ? downstreamOf(index, starts) : []),
  ]);
}

function pointsOf(relation: LineageRelation): LineagePoint[] {
  return [null, ...relation.columns.map((column) => column.name)].map((column) => ({
    relation: relation.name,
    column,
  }));
}

interface Rendering extends LineageOptions, Lookers {
  readonly project: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly coverage: Coverage;
  readonly textOf: (file: string) => string | null;
}

function render(
  { console }: Context,
  request: Rendering,
  graph: LineageGraph,
  whole: LineageGraph,
  subject: Subject | null,
): string {
  switch (request.format) {
    case 'json':
      return `${JSON.stringify(lineageDocument(graph, request.diagnostics), null, 2)}\n`;
    case 'mermaid':
      return lineageMermaid(graph);
    case 'openlineage':
      return `${JSON.stringify(openLineageDatasets(graph, `lode://${request.project}`, 'https://github.com/lode-sql/lode'), null, 2)}\n`;
    case 'html':
      return lineageHtml(pageData(request.project, graph, request.coverage, request.textOf));
    case 'csv':
      return usageCsv(usage(whole), request.coverage);
    case 'triage':
      return `${JSON.stringify(triageDocument(request.project, whole, usage(whole), request.coverage), null, 2)}\n`;
    case 'text': {
      const text =
        subject === null
          ? graph.relations
              .filter((relation) => relation.type === 'model')
              .map((relation) => relationText(relation, console.style))
              .join('\n')
          : subjectText(console.style, whole, subject, request);
      return `${text}${coverageText(request.coverage, console.style)}`;
    }
  }
}

function subjectText(style: Style, whole: LineageGraph, subject: Subject, lookers: Lookers): string {
  const { relation, column } = subject;
  if (column === null && !subject.downstream) return relationText(relation, style);
  const parts: string[] = [];
  if (column !== null && subject.upstream) parts.push(upstreamText(whole, relation.name, column, style));
  if (column !== null && subject.downstream) parts.push(downstreamText(whole, relation.name, column, style));
  if (subject.downstream) {
    const points = column === null ? pointsOf(relation) : [{ relation: relation.name, column }];
    const name = column === null ? relation.name : `${relation.name}.${column}`;
    parts.push(impactText(impactOf(whole, indexLineage(whole), points), points, name, lookers, style));
  }
  return parts.join('\n');
}

function usage(graph: LineageGraph) {
  const index = indexLineage(graph);
  return usageOf(graph, index, unreadEnds(graph, index));
}
