import type { CsvReadingForm } from '../csv/index.ts';
import type { SourceFile, Span } from '../text/index.ts';

export const evolutionPolicies = ['evolve', 'freeze', 'discard'] as const;
/** What a change of the source's schema does. `evolve`: the load goes on and takes it in. `freeze`: the load stops. `discard`: the load goes on without it. */
export type EvolutionPolicy = (typeof evolutionPolicies)[number];

/** The policies of a relation, by what can change. */
export interface SchemaPolicy {
  /** Relations of the source that the contract does not name. */
  readonly tables: EvolutionPolicy;
  /** Columns that are new, and columns that are gone. */
  readonly columns: EvolutionPolicy;
  /** Types, and whether NULL may stand there. */
  readonly types: EvolutionPolicy;
}

export const evolveAll: SchemaPolicy = { tables: 'evolve', columns: 'evolve', types: 'evolve' };

export interface ContractColumn {
  /** The name in SQL: the source's, or what `as:` says. */
  readonly name: string;
  /** The name in the source. */
  readonly sourceName: string;
  /** In the engine's words. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string | null;
  readonly pii: string | null;
  readonly tags: readonly string[];
  /** How its values are written in a file of text, where that is its own way: `%d.%m.%Y`. */
  readonly format: string | null;
  /** What a change of this column does; null: as the relation says. */
  readonly policy: EvolutionPolicy | null;
  readonly span: Span;
}

export interface ContractRelation {
  /** `source.name` as models write it. */
  readonly name: string;
  readonly source: string;
  /** The relation's name in the source. */
  readonly sourceName: string;
  readonly description: string | null;
  /** The columns that tell one row from another, by their names in the source; empty: not known. */
  readonly key: readonly string[];
  readonly columns: readonly ContractColumn[];
  readonly policy: SchemaPolicy;
  /** How its CSV files are read; null: nothing is said. */
  readonly csv: CsvReadingForm | null;
  readonly file: SourceFile;
  readonly span: Span;
}
