import { z } from 'zod';
import type { YamlPath } from './yaml-node.ts';

/** The keys that the form allows in the mapping at `path`. */
export function knownKeys(schema: z.ZodType, path: YamlPath): string[] {
  let branches: z.ZodType[] = unwrap(schema);
  for (const step of path) branches = branches.flatMap((branch) => child(branch, step)).flatMap(unwrap);
  return [
    ...new Set(
      branches.flatMap((branch) => (branch instanceof z.ZodObject ? Object.keys(branch.shape) : [])),
    ),
  ];
}

function child(schema: z.ZodType, step: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const member = (schema.shape as Record<string, z.ZodType>)[String(step)];
    return member === undefined ? [] : [member];
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  return [];
}

/** The schemas below optional, default, nullable and union. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(unwrap);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  return [schema];
}
