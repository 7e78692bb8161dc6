import type { Edge, LineageColumn, LineageGraph, LineageRelation, Sources } from '../../lineage/index.ts';
import { pointKey } from '../../lineage/index.ts';
import type { Coverage } from './coverage.ts';

/** How the text sets things apart; the command line gives colours, tests nothing. */
export interface TextStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain: TextStyle = { bold: (text) => text, dim: (text) => text };

/** What could not be read, and so may read anything that stands above it; empty where all was read. */
export function coverageText({ notRead, partlyRead }: Coverage, style: TextStyle = plain): string {
  if (notRead.length === 0 && partlyRead.length === 0) return '';
  return [
    '',
    style.bold('Not read, and so not said above'),
    ...notRead.map(({ relation, file, reason }) => `  ${relation}  ${style.dim(`${file}: ${reason}`)}`),
    ...partlyRead.map((reason) => `  ${reason}`),
    '',
  ].join('\n');
}

/** A relation and, column by column, what each comes from one step up. */
export function relationText(relation: LineageRelation, style: TextStyle = plain): string {
  const width = Math.max(...relation.columns.map((column) => column.name.length), 4);
  const line = (name: string, sources: Sources) =>
    `  ${name.padEnd(width)}  ${describe(sources, style) || style.dim('no column')}`;
  return [
    `${style.bold(relation.name)}${style.dim(relation.kind === null ? ` ${relation.type}` : ` ${relation.kind}`)}`,
    ...relation.columns.map((column) => line(column.name, column)),
    ...(relation.type === 'model' ? [line('rows', relation.rows)] : []),
    '',
  ].join('\n');
}

/**
 * The tree of what a column comes from, to the sources. DIRECT steps are branches; what only decides is named beside them. A column that
 * stands further up already is not drawn twice.
 */
export function upstreamText(
  graph: LineageGraph,
  relation: string,
  column: string,
  style: TextStyle = plain,
): string {
  const columns = columnsByKey(graph);
  const drawn = new Set<string>();
  const lines: string[] = [];
  const draw = (name: string, of: string, label: string, before: string, below: string) => {
    const key = pointKey(of, name);
    const found = columns.get(key);
    const again = drawn.has(key) && (found?.edges.length ?? 0) > 0;
    lines.push(
      `${before}${label}${style.bold(`${of}.${name}`)}${found === undefined ? '' : facts(found, style)}${again ? style.dim(' (see above)') : ''}`,
    );
    if (found === undefined || again) return;
    drawn.add(key);
    const direct = found.edges.filter((edge) => edge.type === 'DIRECT');
    const deciding = describe(
      { edges: found.edges.filter((edge) => edge.type === 'INDIRECT'), rowsOf: found.rowsOf },
      style,
    );
    if (deciding !== '')
      lines.push(`${below}${direct.length > 0 ? '│ ' : '  '}${style.dim('decided by ')}${deciding}`);
    for (const [index, edge] of direct.entries()) {
      const last = index === direct.length - 1;
      draw(
        edge.column,
        edge.relation,
        `${style.dim(edge.subtype.toLowerCase())}${edge.masking ? style.dim(' masked') : ''} `,
        `${below}${last ? '└─ ' : '├─ '}`,
        `${below}${last ? '   ' : '│  '}`,
      );
    }
  };
  draw(column, relation, '', '', '');
  return `${lines.join('\n')}\n`;
}

/** The tree of what a column becomes and decides, to the last models. */
export function downstreamText(
  graph: LineageGraph,
  relation: string,
  column: string,
  style: TextStyle = plain,
): string {
  const steps = stepsDown(graph);
  const drawn = new Set<string>();
  const lines: string[] = [];
  const draw = (at: Step, before: string, below: string) => {
    const key = pointKey(at.relation, at.column);
    const next = steps.get(key) ?? [];
    const again = drawn.has(key) && next.length > 0;
    const name = at.column === null ? `rows of ${at.relation}` : `${at.relation}.${at.column}`;
    lines.push(
      `${before}${at.label === '' ? '' : style.dim(`${at.label} `)}${style.bold(name)}${again ? style.dim(' (see above)') : ''}`,
    );
    if (again) return;
    drawn.add(key);
    for (const [index, step] of next.entries()) {
      const last = index === next.length - 1;
      draw(step, `${below}${last ? '└─ ' : '├─ '}`, `${below}${last ? '   ' : '│  '}`);
    }
  };
  draw({ relation, column, label: '' }, '', '');
  return `${lines.join('\n')}\n`;
}

interface Step {
  readonly relation: string;
  readonly column: string | null;
  readonly label: string;
}

function stepsDown(graph: LineageGraph): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  const add = (from: string, step: Step) => {
    const known = steps.get(from);
    if (known === undefined) steps.set(from, [step]);
    else if (
      !known.some((other) => pointKey(other.relation, other.column) === pointKey(step.relation, step.column))
    ) {
      known.push(step);
    }
  };
  for (const relation of graph.relations) {
    for (const column of [...relation.columns, { name: null, ...relation.rows }]) {
      const to = { relation: relation.name, column: column.name };
      for (const edge of column.edges) {
        add(pointKey(edge.relation, edge.column), { ...to, label: edge.subtype.toLowerCase() });
      }
      for (const from of column.rowsOf) add(pointKey(from, null), { ...to, label: 'rows' });
    }
  }
  return steps;
}

function columnsByKey(graph: LineageGraph): ReadonlyMap<string, LineageColumn> {
  return new Map(
    graph.relations.flatMap((relation) =>
      relation.columns.map((column) => [pointKey(relation.name, column.name), column] as const),
    ),
  );
}

function facts(column: LineageColumn, style: TextStyle): string {
  const place = column.expression;
  const parts = [
    column.type,
    ...(column.pii === null ? [] : [`pii ${column.pii}`]),
    ...(place === null ? [] : [`${place.file}:${place.line}:${place.column}`]),
  ];
  return style.dim(`  ${parts.join('  ')}`);
}

function describe(sources: Sources, style: TextStyle): string {
  return [
    ...sources.edges.map((edge) => `${edge.relation}.${edge.column} ${style.dim(use(edge))}`),
    ...sources.rowsOf.map((relation) => style.dim(`rows of ${relation}`)),
  ].join(', ');
}

function use(edge: Edge): string {
  return `${edge.subtype.toLowerCase()}${edge.masking ? ' masked' : ''}`;
}
