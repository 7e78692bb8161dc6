import type { TableName } from './operators/leaf.ts';

/** `layer.name`; the engine's own schema `main` is not written. */
export function relationName({ schema, name }: TableName): string {
  return schema === '' || schema === 'main' ? name : `${schema}.${name}`;
}
