import { childrenNamed, type XmlElement } from './xml-tree.ts';

/** What a component, an input, an output or a column of a data flow says of itself, by name. */
export function propertiesOf(element: XmlElement): ReadonlyMap<string, string> {
  return new Map(
    childrenNamed(element, 'properties', 'property').map((property) => [
      property.attributes.get('name') ?? '',
      property.text.trim(),
    ]),
  );
}

/** What others in the package call it by: a path in new packages, a number in old ones. */
export function idOf(element: XmlElement): string {
  return element.attributes.get('refId') ?? element.attributes.get('id') ?? '';
}
