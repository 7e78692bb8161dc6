import type { Operator } from '../operators/operator.ts';
import { type Hash, hashOf } from './hash.ts';

/**
 * The hash of a relation as it was decoded, before anything is brought into canonical form: equal for two queries that the engine plans alike, whatever their aliases,
 * the names of their CTEs, white space and capitals are.
 */
export function relationHash(relation: Operator): Hash {
  const known = new Map<object, Hash>();
  const hash = (value: unknown): Hash => {
    if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'none';
    const seen = known.get(value);
    if (seen !== undefined) return seen;
    const made = Array.isArray(value) ? hashOf('list', value.map(hash)) : hashOfObject(value);
    known.set(value, made);
    return made;
  };
  const hashOfObject = (value: object): Hash => {
    // A type is its text.
    if ('text' in value && 'kind' in value) return hashOf(`type ${String(value.text)}`);
    const unseen = 'kind' in value && ctes.has(String(value.kind)) ? nameOfCte : idOfExpression;
    const parts = Object.entries(value)
      .filter(([name]) => name !== unseen && name !== idOfExpression)
      .flatMap(([name, part]) => [name, hash(part)]);
    return hashOf('object', parts);
  };
  return hash(relation);
}

const ctes: ReadonlySet<string> = new Set(['cte', 'recursive_cte']);
const nameOfCte = 'name';
/** Numbers expressions in the order in which they were met; what they are is in their other fields. */
const idOfExpression = 'id';
