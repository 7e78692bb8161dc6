import type { Dialect } from '../estate/dialect.ts';
import type { LegacyObject } from '../estate/legacy-object.ts';
import { dialectOfAddress } from '../python/dialect-of-connection.ts';
import type { PackageConnection } from './read-data-flow.ts';
import { childrenNamed, everyElement, type XmlElement } from './xml-tree.ts';

export function propertyOf(element: XmlElement, name: string): string | null {
  return (
    childrenNamed(element, 'Property')
      .find((each) => each.attributes.get('Name') === name)
      ?.text.trim() ?? null
  );
}

/** Values by the variables' names in lower case. */
export function variablesOf(root: XmlElement): ReadonlyMap<string, string | null> {
  const variables = new Map<string, string | null>();
  for (const element of everyElement(root)) {
    if (element.name !== 'Variable') continue;
    const name = element.attributes.get('ObjectName') ?? propertyOf(element, 'ObjectName');
    if (name === null) continue;
    const [value] = childrenNamed(element, 'VariableValue');
    const isComputed = element.attributes.get('EvaluateAsExpression')?.toLowerCase() === 'true';
    variables.set(
      `${element.attributes.get('Namespace') ?? 'User'}::${name}`.toLowerCase(),
      isComputed ? shownComputed(element, value) : (value?.text ?? null),
    );
  }
  return variables;
}

/** A computed variable holds the value that its expression had when the package was last saved: a text in which names of tables can be read. Without one, the expression itself. */
function shownComputed(element: XmlElement, value: XmlElement | undefined): string | null {
  const last = value?.text ?? '';
  return last === '' ? (element.attributes.get('Expression') ?? null) : last;
}

export function parametersOf(root: XmlElement): LegacyObject['parameters'] {
  return childrenNamed(root, 'PackageParameters', 'PackageParameter').map(({ attributes }) => ({
    name: attributes.get('ObjectName') ?? '',
    type: null,
    direction: 'in',
  }));
}

/** Connections by whatever they are called by: reference, id or name. */
export function connectionsOf(root: XmlElement): (id: string | null) => PackageConnection | null {
  const known = new Map<string, PackageConnection>();
  for (const manager of childrenNamed(root, 'ConnectionManagers', 'ConnectionManager')) {
    const name = manager.attributes.get('ObjectName') ?? propertyOf(manager, 'ObjectName') ?? '';
    const [inner] = childrenNamed(manager, 'ObjectData', 'ConnectionManager');
    const address =
      inner?.attributes.get('ConnectionString') ??
      (inner === undefined ? null : propertyOf(inner, 'ConnectionString')) ??
      '';
    const kind = manager.attributes.get('CreationName') ?? propertyOf(manager, 'CreationName') ?? '';
    const isFile = /^(?:FLATFILE|FILE|MULTIFLATFILE|MULTIFILE)$/i.test(kind);
    const excel = /excel/i.test(kind) ? (/Data Source=([^;]+)/i.exec(address)?.[1] ?? null) : null;
    const connection = {
      name,
      file: isFile ? address || `{${name}}` : excel,
      dialect: isFile || excel !== null ? null : dialectOfProvider(address),
    };
    for (const id of [manager.attributes.get('refId'), manager.attributes.get('DTSID'), name])
      if (id !== undefined && id !== '') known.set(id.toLowerCase(), connection);
  }
  return (id) => {
    if (id === null) return null;
    const key = id.toLowerCase();
    const found = known.get(key) ?? known.get(key.replace(/:(?:external|invalid)$/, ''));
    const named = /connectionmanagers\[(.+)\]$/i.exec(id)?.[1];
    // Those of the project lie in files of their own.
    return (
      found ??
      (named === undefined
        ? null
        : (known.get(named.toLowerCase()) ?? { name: named, file: null, dialect: null }))
    );
  };
}

function dialectOfProvider(address: string): Dialect | null {
  if (/SQLNCLI|MSOLEDBSQL|SQLOLEDB/i.test(address)) return 'tsql';
  if (/MSDAORA|ORAOLEDB/i.test(address)) return 'oracle';
  if (/IBMDA|DB2OLEDB/i.test(address)) return 'db2';
  return dialectOfAddress(address);
}
