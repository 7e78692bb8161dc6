import type { TextWithHoles } from '../estate/text-with-holes.ts';
import { type ComponentKind, componentKind, componentTitle } from './component-kind.ts';
import { idOf, propertiesOf } from './flow-element.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

/** What the values of a column are, as far as an expression's meaning depends on it. */
export type FlowFamily = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'unknown';

export interface GraphColumn {
  readonly id: string;
  readonly lineage: string;
  readonly name: string;
  /** Its name in the table or file behind a source or a destination. */
  readonly external: string | null;
  readonly family: FlowFamily;
  /** The type in the package's words: `wstr`, `numeric`; empty: none is said. */
  readonly type: string;
  readonly length: string;
  readonly precision: string;
  readonly scale: string;
  /** Of an input's column: `readOnly`, or `readWrite` where the component changes it. */
  readonly usage: string;
  /** Its place among the columns that the rows are sorted by, from 1; negative: downwards; 0: none. */
  readonly sortPosition: number;
  readonly properties: ReadonlyMap<string, string>;
}

export interface GraphInput {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly GraphColumn[];
}

export interface GraphOutput {
  readonly id: string;
  readonly name: string;
  readonly isError: boolean;
  /** Rows pass from this input one by one and keep the columns that they have; null: they are new rows. */
  readonly input: string | null;
  /** What becomes of rows that fail: `FailComponent`, `IgnoreFailure`, `RedirectRow`. */
  readonly onError: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly columns: readonly GraphColumn[];
}

export interface GraphComponent {
  readonly id: string;
  readonly name: string;
  readonly kind: ComponentKind;
  /** What it is, in the words of the package. */
  readonly title: string;
  readonly connection: string | null;
  /** With what expressions make of them, as far as it is known before a run. */
  readonly properties: ReadonlyMap<string, string>;
  /** Properties that expressions of the task set. */
  readonly expressions: ReadonlyMap<string, TextWithHoles>;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly GraphOutput[];
  readonly line: number;
  readonly endLine: number;
}

/** A data flow as a graph: what flows into an input comes from the output that `into` names by the input's id. */
export interface FlowGraph {
  readonly components: readonly GraphComponent[];
  readonly into: ReadonlyMap<string, string>;
  readonly paths: readonly FlowPath[];
}

export interface FlowPath {
  /** The id of an output. */
  readonly from: string;
  /** The id of an input. */
  readonly to: string;
  readonly line: number;
  readonly endLine: number;
}

/** What expressions of the task set: properties by the name of the component, in lower case. */
export type FlowExpressions = ReadonlyMap<string, ReadonlyMap<string, TextWithHoles>>;

export function readFlowGraph(pipeline: XmlElement, expressions: FlowExpressions = new Map()): FlowGraph {
  const paths = childrenNamed(pipeline, 'paths', 'path').map(({ attributes, line, endLine }) => ({
    from: attributes.get('startId') ?? '',
    to: attributes.get('endId') ?? '',
    line,
    endLine,
  }));
  return {
    components: childrenNamed(pipeline, 'components', 'component').map((element) =>
      componentOf(element, expressions),
    ),
    into: new Map(paths.map(({ from, to }) => [to, from])),
    paths,
  };
}

function componentOf(element: XmlElement, expressions: FlowExpressions): GraphComponent {
  const own =
    expressions.get((element.attributes.get('name') ?? '').toLowerCase()) ??
    (new Map() as ReadonlyMap<string, TextWithHoles>);
  const properties = new Map(propertiesOf(element));
  for (const [name, { pieces }] of own)
    if (pieces.every((piece) => typeof piece === 'string')) properties.set(name, pieces.join(''));
  const attribute = (name: string) => element.attributes.get(name) ?? '';
  const [connection] = childrenNamed(element, 'connections', 'connection');
  return {
    id: idOf(element),
    name: attribute('name'),
    kind: componentKind(element),
    title: componentTitle(element),
    connection:
      connection?.attributes.get('connectionManagerRefId') ??
      connection?.attributes.get('connectionManagerID') ??
      null,
    properties,
    expressions: own,
    line: element.line,
    endLine: element.endLine,
    inputs: childrenNamed(element, 'inputs', 'input').map((input) => ({
      id: idOf(input),
      name: input.attributes.get('name') ?? '',
      columns: columnsOf(input, 'input'),
    })),
    outputs: childrenNamed(element, 'outputs', 'output').map((output) => {
      const input = output.attributes.get('synchronousInputId') ?? '';
      return {
        id: idOf(output),
        name: output.attributes.get('name') ?? '',
        isError: output.attributes.get('isErrorOut')?.toLowerCase() === 'true',
        input: input === '' || input === '0' ? null : input,
        onError: output.attributes.get('errorRowDisposition') ?? 'FailComponent',
        properties: propertiesOf(output),
        columns: columnsOf(output, 'output'),
      };
    }),
  };
}

function columnsOf(side: XmlElement, of: 'input' | 'output'): readonly GraphColumn[] {
  const external = new Map(
    childrenNamed(side, 'externalMetadataColumns', 'externalMetadataColumn').map((column) => [
      idOf(column),
      column.attributes.get('name') ?? '',
    ]),
  );
  return childrenNamed(side, `${of}Columns`, `${of}Column`).map((column) => {
    const attribute = (name: string) =>
      column.attributes.get(name) ??
      column.attributes.get(`cached${name[0]!.toUpperCase()}${name.slice(1)}`) ??
      '';
    const id = idOf(column);
    const lineage = column.attributes.get('lineageId') ?? id;
    const type = attribute('dataType');
    return {
      id,
      lineage,
      name: attribute('name') || (/\.Columns\[(.+)\]$/.exec(lineage)?.[1] ?? lineage),
      external: external.get(column.attributes.get('externalMetadataColumnId') ?? '') ?? null,
      family: familyOfType(type),
      type,
      length: attribute('length'),
      precision: attribute('precision'),
      scale: attribute('scale'),
      usage: attribute('usageType'),
      sortPosition: Number(attribute('sortKeyPosition')) || 0,
      properties: propertiesOf(column),
    };
  });
}

/** By the names of today's packages and the numbers of older ones. */
export function familyOfType(type: string): FlowFamily {
  if (/^(?:str|wstr|text|ntext|129|130|301|303)$/i.test(type)) return 'text';
  if (/^(?:u?i[1248]|2|3|16|17|18|19|20|21)$/i.test(type)) return 'integer';
  if (/^(?:numeric|decimal|cy|r4|r8|4|5|6|14|131)$/i.test(type)) return 'number';
  if (/^(?:bool|11)$/i.test(type)) return 'boolean';
  if (/^(?:date|dbdate|dbtimestamp2?|7|133|135|304)$/i.test(type)) return 'date';
  return 'unknown';
}
