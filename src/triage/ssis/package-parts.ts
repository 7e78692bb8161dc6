import { childrenNamed, type XmlElement } from './xml-tree.ts';

/** A property written as an element of its own: `<Property Name="ObjectName">`. */
export function propertyOf(element: XmlElement, name: string): string | null {
  return (
    childrenNamed(element, 'Property')
      .find((each) => each.attributes.get('Name') === name)
      ?.text.trim() ?? null
  );
}

/** What a task or a connection is called. */
export function nameOf(element: XmlElement): string | null {
  return element.attributes.get('ObjectName') ?? propertyOf(element, 'ObjectName');
}
