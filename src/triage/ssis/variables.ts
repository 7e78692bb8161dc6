import type { LegacyObject } from '../estate/legacy-object.ts';
import type { Piece } from '../estate/text-with-holes.ts';
import { expressionText, knownText, type PackageVariables } from './expressions.ts';
import { propertyOf } from './package-parts.ts';
import type { SsisProject } from './project.ts';
import { childrenNamed, everyElement, type XmlElement } from './xml-tree.ts';

/** A variable computes its value, or holds one; `null`: it has none before a run. */
interface Held {
  readonly value: string | null;
  readonly expression: string | null;
}

/**
 * The variables and parameters of a package, with those of its project (`$Project::Server`). One that an expression computes has what the expression gives, where all in it is known; else the value that
 * it had when the package was last saved: a text in which names of tables can be read.
 */
export function variablesOf(root: XmlElement, project: SsisProject): PackageVariables {
  const held = new Map<string, Held>();
  const byId = new Map<string, string>();
  for (const [name, value] of project.parameters)
    held.set(`$project::${name.toLowerCase()}`, { value, expression: null });
  for (const element of everyElement(root)) {
    if (element.name !== 'Variable' && element.name !== 'PackageParameter') continue;
    const name = element.attributes.get('ObjectName') ?? propertyOf(element, 'ObjectName');
    if (name === null) continue;
    const isParameter = element.name === 'PackageParameter';
    const space = isParameter ? '$Package' : (element.attributes.get('Namespace') ?? 'User');
    const isComputed = element.attributes.get('EvaluateAsExpression')?.toLowerCase() === 'true';
    const key = `${space}::${name}`.toLowerCase();
    if (held.has(key)) continue;
    held.set(key, {
      value: isParameter
        ? propertyOf(element, 'ParameterValue')
        : (childrenNamed(element, 'VariableValue')[0]?.text ?? null),
      expression: isComputed ? (element.attributes.get('Expression') ?? null) : null,
    });
    const id = element.attributes.get('DTSID');
    if (id !== undefined) byId.set(id.toLowerCase(), key);
  }
  const known = new Map<string, readonly Piece[]>();
  const open = new Set<string>();
  const holds: PackageVariables = (name) => {
    const written = name.toLowerCase();
    const key = byId.get(written) ?? (held.has(written) ? written : `user::${written}`);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = held.get(key);
    const hole: readonly Piece[] = [{ hole: name }];
    // Variables that compute one another have no value.
    if (found === undefined || open.has(key) || open.size > 100) return hole;
    open.add(key);
    const made = found.expression === null ? null : expressionText(found.expression, holds, 1);
    open.delete(key);
    const whole = made === null ? null : knownText(made);
    const saved = found.value === null || found.value === '' ? null : [found.value];
    const pieces = whole === null || whole === '' ? (saved ?? made?.pieces ?? hole) : [whole];
    known.set(key, pieces);
    return pieces;
  };
  return holds;
}

export function parametersOf(root: XmlElement): LegacyObject['parameters'] {
  return childrenNamed(root, 'PackageParameters', 'PackageParameter').map(({ attributes }) => ({
    name: attributes.get('ObjectName') ?? '',
    type: null,
    direction: 'in',
  }));
}
