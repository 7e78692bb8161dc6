import type { GraphColumn, GraphComponent } from './flow-graph.ts';

/** Where a column comes from: columns of sources and lookups. `isWhole`: all that goes into a component on the way is meant, as what it does is not known. */
export interface ColumnOrigins {
  readonly origins: ReadonlyMap<GraphComponent, ReadonlySet<string>>;
  readonly isWhole: boolean;
}

/** Columns that flow into a component. */
export function columnsInto({ inputs }: GraphComponent): readonly GraphColumn[] {
  return inputs.flatMap(({ columns }) => columns);
}

/** Columns that a component makes; those of error outputs are left out. */
export function columnsOutOf({ outputs }: GraphComponent): readonly GraphColumn[] {
  return outputs.flatMap(({ isError, columns }) => (isError ? [] : columns));
}

/** Its rows end here: only rows that failed go on. */
export function isEnd({ inputs, outputs }: GraphComponent): boolean {
  return inputs.length > 0 && outputs.every(({ isError }) => isError);
}

interface Made {
  readonly component: GraphComponent;
  readonly column: GraphColumn;
}

/** Follows columns back through a data flow, each lineage id once. */
export function columnTracer(
  components: readonly GraphComponent[],
): (lineages: readonly string[]) => ColumnOrigins {
  const made = new Map<string, Made>();
  const changed = new Map<string, Made[]>();
  const known = new Set<string>();
  for (const component of components) {
    for (const column of columnsOutOf(component))
      if (!made.has(column.lineage)) made.set(column.lineage, { component, column });
    for (const column of columnsInto(component)) {
      known.add(column.lineage);
      if (column.usage !== 'readWrite') continue;
      const before = changed.get(column.lineage);
      if (before === undefined) changed.set(column.lineage, [{ component, column }]);
      else before.push({ component, column });
    }
  }
  const references = new Map<GraphComponent, References>();
  const referencesOf = (component: GraphComponent): References => {
    const before = references.get(component);
    if (before !== undefined) return before;
    const found = referencesIn(component, (id) => made.has(id) || known.has(id));
    references.set(component, found);
    return found;
  };
  return (lineages) => {
    const origins = new Map<GraphComponent, Set<string>>();
    const swallowed = new Set<GraphComponent>();
    let isWhole = false;
    const seen = new Set<string>();
    const waiting = [...lineages];
    for (let lineage = waiting.pop(); lineage !== undefined; lineage = waiting.pop()) {
      if (seen.has(lineage)) continue;
      seen.add(lineage);
      for (const { component, column } of changed.get(lineage) ?? [])
        waiting.push(...referencesOf(component)(column));
      const found = made.get(lineage);
      if (found === undefined) continue;
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
      const named = referencesOf(component)(column);
      waiting.push(...named);
      if (named.length > 0 || isMadeUp(component, column)) continue;
      isWhole = true;
      // A script's rows, or whatever else: all that goes in may be in it.
      if (!swallowed.has(component)) waiting.push(...columnsInto(component).map((input) => input.lineage));
      swallowed.add(component);
    }
    return { origins, isWhole };
  };
}

/** It comes from no column: a constant, a count of rows, the name of what was unpivoted, the time of the run. */
function isMadeUp({ kind }: GraphComponent, { properties }: GraphColumn): boolean {
  switch (kind) {
    case 'audit':
      return true;
    case 'aggregate':
      return properties.get('AggregationType') === '2';
    case 'derived_column':
      return (properties.get('Expression') ?? properties.get('FriendlyExpression') ?? '') !== '';
    case 'unpivot':
      return properties.get('PivotKey')?.toLowerCase() === 'true';
    default:
      return false;
  }
}

type References = (column: GraphColumn) => readonly string[];

/** Columns that a column's properties name, by `#{…}`, by a number, or from the other side: an input that says which output it goes to. */
function referencesIn(component: GraphComponent, isKnown: (id: string) => boolean): References {
  const inputs = columnsInto(component);
  const byInput = new Map(inputs.map((input) => [input.id, input.lineage]));
  const byTarget = new Map<string, string[]>();
  for (const input of inputs)
    for (const name of ['OutputColumnLineageID', 'DestinationColumn']) {
      const target = (input.properties.get(name) ?? '').replace(/^#\{?|\}$/g, '');
      if (target === '' || target === '-1') continue;
      const before = byTarget.get(target);
      if (before === undefined) byTarget.set(target, [input.lineage]);
      else before.push(input.lineage);
    }
  const resolve = (id: string) => byInput.get(id) ?? (isKnown(id) ? id : null);
  return (column) => {
    const found = new Set<string>();
    for (const [name, value] of column.properties) {
      const marked = [...value.matchAll(/#\{([^}]+)\}|#(\d+)/g)].map((match) => match[1] ?? match[2]!);
      const plain =
        /(?:LineageID|ColumnId|^InputID|^SourceColumn)$/i.test(name) && /^\d+$/.test(value) ? [value] : [];
      for (const id of [...marked, ...plain]) {
        const lineage = resolve(id);
        if (lineage !== null && lineage !== column.lineage) found.add(lineage);
      }
    }
    for (const id of new Set([column.lineage, column.id]))
      for (const lineage of byTarget.get(id) ?? []) found.add(lineage);
    return [...found];
  };
}
