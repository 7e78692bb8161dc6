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
  const draw = (name: string, of: string, how: string, before: string, below: string) => {
    const key = pointKey(of, name);
    const found = columns.get(key);
    const again = drawn.has(key) && (found?.edges.length ?? 0) > 0;
    const facts = [how, ...(found === undefined ? [] : factsOf(found)), again ? '(see above)' : ''];
    lines.push(
      `${before}${style.bold(`${of}.${name}`)}${style.dim(
        facts
          .filter(Boolean)
          .map((fact) => `  ${fact}`)
          .join(''),
      )}`,
    );
    if (found === undefined || again) return;
    drawn.add(key);
    const direct = found.edges.filter((edge) => edge.type === 'DIRECT');
    const deciding = groups(
      { edges: found.edges.filter((edge) => edge.type === 'INDIRECT'), rowsOf: found.rowsOf },
      style,
    );
    for (const [index, group] of deciding.entries())
      lines.push(
        `${below}${direct.length > 0 ? '│ ' : '  '}${index === 0 ? style.dim('decided by ') : ' '.repeat(11)}${group}`,
      );
    for (const [index, edge] of direct.entries()) {
      const last = index === direct.length - 1;
      draw(
        edge.column,
        edge.relation,
        use(edge),
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
      `${before}${style.bold(name)}${style.dim(`${at.label === '' ? '' : `  ${at.label}`}${again ? '  (see above)' : ''}`)}`,
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

/** One step for each point that is reached; where values flow and decide at once, that they flow is said. */
function stepsDown(graph: LineageGraph): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Map<string, Step & { readonly direct: boolean }>>();
  const add = (from: string, step: Step, direct: boolean) => {
    const known = steps.get(from) ?? new Map<string, Step & { readonly direct: boolean }>();
    const key = pointKey(step.relation, step.column);
    const same = known.get(key);
    if (same === undefined || (direct && !same.direct)) known.set(key, { ...step, direct });
    steps.set(from, known);
  };
  for (const relation of graph.relations) {
    for (const column of [...relation.columns, { name: null, ...relation.rows }]) {
      const to = { relation: relation.name, column: column.name };
      for (const edge of column.edges)
        add(pointKey(edge.relation, edge.column), { ...to, label: use(edge) }, edge.type === 'DIRECT');
      for (const from of column.rowsOf) add(pointKey(from, null), { ...to, label: '' }, false);
    }
  }
  return new Map([...steps].map(([from, known]) => [from, [...known.values()]]));
}

function columnsByKey(graph: LineageGraph): ReadonlyMap<string, LineageColumn> {
  return new Map(
    graph.relations.flatMap((relation) =>
      relation.columns.map((column) => [pointKey(relation.name, column.name), column] as const),
    ),
  );
}

function factsOf(column: LineageColumn): readonly string[] {
  const place = column.expression;
  return [
    column.type,
    ...(column.pii === null ? [] : [`pii ${column.pii}`]),
    ...(place === null ? [] : [`${place.file}:${place.line}:${place.column}`]),
  ];
}

function describe(sources: Sources, style: TextStyle): string {
  return groups(sources, style).join(', ');
}

/** The columns of one relation that are used in one way stand together; values before decisions. */
function groups(sources: Sources, style: TextStyle): readonly string[] {
  const found = new Map<string, { readonly edge: Edge; readonly columns: string[] }>();
  const ordered = (['DIRECT', 'INDIRECT'] as const).flatMap((type) =>
    sources.edges.filter((edge) => edge.type === type),
  );
  for (const edge of ordered) {
    const key = pointKey(edge.relation, use(edge));
    const group = found.get(key);
    if (group === undefined) found.set(key, { edge, columns: [edge.column] });
    else group.columns.push(edge.column);
  }
  return [
    ...[...found.values()].map(({ edge, columns }) => {
      const names =
        columns.length === 1 ? `${edge.relation}.${columns[0]}` : `${edge.relation} (${columns.join(', ')})`;
      return `${names} ${style.dim(use(edge))}`;
    }),
    ...sources.rowsOf.map((relation) => style.dim(`rows of ${relation}`)),
  ];
}

function use(edge: Edge): string {
  return `${edge.subtype.toLowerCase().replace('_', ' ')}${edge.masking ? ' masked' : ''}`;
}
