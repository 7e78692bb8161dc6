import type { Definition } from '../../src/environment/index.ts';

interface Column {
  readonly name: string;
  readonly type: string;
}

export function bareDefinition(parts: {
  readonly name: string;
  readonly layer: string;
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly inputs: readonly {
    readonly relation: string;
    readonly kind: Definition['inputs'][number]['kind'];
    readonly columns: readonly Column[];
  }[];
  readonly volatileFunctions?: string[];
}): Definition;
