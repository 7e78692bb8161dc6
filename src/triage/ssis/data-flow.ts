import { idOf, propertiesOf } from './flow-element.ts';
import { childrenNamed, type XmlElement } from './xml-tree.ts';

/** A column at a place of a data flow. */
export interface FlowColumn {
  readonly id: string;
  /** Under which it is known behind its component. */
  readonly lineage: string;
  readonly name: string;
  /** Its name outside, in a table or a file; null: it has none. */
  readonly external: string | null;
  readonly properties: ReadonlyMap<string, string>;
}

export interface FlowComponent {
  readonly id: string;
  readonly name: string;
  /** What it is, in the words of the package. */
  readonly kind: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly connection: string | null;
  readonly inputs: readonly (readonly FlowColumn[])[];
  /** Error outputs are left out. */
  readonly outputs: readonly (readonly FlowColumn[])[];
  readonly element: XmlElement;
}

export function readComponents(pipeline: XmlElement): readonly FlowComponent[] {
  return childrenNamed(pipeline, 'components', 'component').map((element) => {
    const attribute = (name: string) => element.attributes.get(name) ?? '';
    const [connection] = childrenNamed(element, 'connections', 'connection');
    return {
      id: idOf(element),
      name: attribute('name'),
      kind: `${attribute('componentClassID')} ${attribute('contactInfo').split(';')[0]} ${attribute('description')}`,
      properties: propertiesOf(element),
      connection:
        connection?.attributes.get('connectionManagerRefId') ??
        connection?.attributes.get('connectionManagerID') ??
        null,
      inputs: childrenNamed(element, 'inputs', 'input').map((input) =>
        columnsOf(input, 'inputColumns', 'inputColumn'),
      ),
      outputs: childrenNamed(element, 'outputs', 'output')
        .filter((output) => output.attributes.get('isErrorOut')?.toLowerCase() !== 'true')
        .map((output) => columnsOf(output, 'outputColumns', 'outputColumn')),
      element,
    };
  });
}

function columnsOf(side: XmlElement, list: string, item: string): readonly FlowColumn[] {
  const external = new Map(
    childrenNamed(side, 'externalMetadataColumns', 'externalMetadataColumn').map((column) => [
      idOf(column),
      column.attributes.get('name') ?? '',
    ]),
  );
  return childrenNamed(side, list, item).map((column) => {
    const id = idOf(column);
    const lineage = column.attributes.get('lineageId') ?? id;
    return {
      id,
      lineage,
      name: column.attributes.get('name') ?? column.attributes.get('cachedName') ?? nameInId(lineage),
      external: external.get(column.attributes.get('externalMetadataColumnId') ?? '') ?? null,
      properties: propertiesOf(column),
    };
  });
}

function nameInId(id: string): string {
  return /\.Columns\[(.+)\]$/.exec(id)?.[1] ?? id;
}

/** Where a column comes from: columns of sources and lookups. `isWhole`: all that goes into a component on the way is meant, as what it does is not known. */
export interface ColumnOrigins {
  readonly origins: ReadonlyMap<FlowComponent, ReadonlySet<string>>;
  readonly isWhole: boolean;
}

/** Follows columns back through a data flow, each lineage id once. */
export function columnTracer(
  components: readonly FlowComponent[],
): (lineages: readonly string[]) => ColumnOrigins {
  const made = new Map<string, { readonly component: FlowComponent; readonly column: FlowColumn }>();
  const known = new Set<string>();
  for (const component of components) {
    for (const column of component.outputs.flat())
      if (!made.has(column.lineage)) made.set(column.lineage, { component, column });
    for (const column of component.inputs.flat()) known.add(column.lineage);
  }
  return (lineages) => {
    const origins = new Map<FlowComponent, Set<string>>();
    let isWhole = false;
    const seen = new Set<string>();
    const waiting = [...lineages];
    for (let lineage = waiting.pop(); lineage !== undefined; lineage = waiting.pop()) {
      const found = made.get(lineage);
      if (found === undefined || seen.has(lineage)) continue;
      seen.add(lineage);
      const { component, column } = found;
      const own = (name: string) => {
        const names = origins.get(component) ?? new Set();
        origins.set(component, names.add(name));
      };
      if (component.inputs.length === 0) {
        own(column.external ?? column.name);
        continue;
      }
      const reference = column.properties.get('CopyFromReferenceColumn');
      if (reference !== undefined && reference !== '') {
        own(reference);
        continue;
      }
      const named = referencesOf(component, column, made, known);
      if (named.length === 0) isWhole = true;
      // A script's rows, or whatever else: all that goes in may be in it.
      waiting.push(...(named.length > 0 ? named : component.inputs.flat().map((input) => input.lineage)));
    }
    return { origins, isWhole };
  };
}

/** Columns that a column's properties name, by `#{…}`, by a number, or from the other side: an input that says which output it goes to. */
function referencesOf(
  component: FlowComponent,
  column: FlowColumn,
  made: ReadonlyMap<string, unknown>,
  known: ReadonlySet<string>,
): readonly string[] {
  const byInput = new Map(component.inputs.flat().map((input) => [input.id, input.lineage]));
  const resolve = (id: string) => byInput.get(id) ?? (made.has(id) || known.has(id) ? id : null);
  const found = new Set<string>();
  for (const [name, value] of column.properties) {
    const marked = [...value.matchAll(/#\{([^}]+)\}|#(\d+)/g)].map((match) => match[1] ?? match[2]!);
    const plain = /(?:LineageID|ColumnId)$/i.test(name) && /^\d+$/.test(value) ? [value] : [];
    for (const id of [...marked, ...plain]) {
      const lineage = resolve(id);
      if (lineage !== null && lineage !== column.lineage) found.add(lineage);
    }
  }
  for (const input of component.inputs.flat()) {
    const target = (input.properties.get('OutputColumnLineageID') ?? '').replace(/^#\{?|\}$/g, '');
    if (target !== '' && (target === column.lineage || target === column.id)) found.add(input.lineage);
  }
  return [...found];
}
