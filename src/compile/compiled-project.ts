import type { Definition } from '../environment/index.ts';
import type { SourceFilter } from '../ports/index.ts';
import type {
  Audit,
  ContractRelation,
  Exposure,
  LayerRule,
  Model,
  ModelHeader,
  ModelKind,
  Project,
  Seed,
} from '../project/index.ts';
import type { RenderedText, SourceFile, Span } from '../text/index.ts';

export interface CompiledColumn {
  readonly name: string;
  /** The type of the query's column. */
  readonly engineType: string;
  /** The type that comes back from storage: what readers see. */
  readonly storedType: string;
  readonly nullable: boolean;
  readonly description: string | null;
  readonly pii: string | null;
  /** Nothing is declared, and personal data is in it by what it is made of. */
  readonly personal?: true;
  readonly tags: readonly string[];
  /** The column's expression in the user's file; null where it comes from `*`. */
  readonly span: Span | null;
}

/** One relation that a model reads, once however often it stands there; `span` is the first place. */
export interface CompiledRead {
  /** The relation's name as it was declared (not as the reader wrote it). */
  readonly relation: string;
  readonly kind: 'model' | 'seed' | 'source';
  readonly span: Span;
}

/** What a model needs of a source's relation. A superset of the rows is safe: the model's own SQL runs over what was read. */
export interface CompiledSourceRead {
  /** `source.name` as declared in the contract. */
  readonly relation: string;
  /** Names in the contract (`name`, not `sourceName`), in its order; null: all. */
  readonly columns: readonly string[] | null;
  readonly filters: readonly SourceFilter[];
}

export interface CompiledModel {
  readonly name: string;
  readonly kind: ModelKind;
  readonly layer: string;
  readonly file: SourceFile;
  readonly header: ModelHeader;
  readonly model: Model;
  /** The body after rendering, from the end of the header on, with the origin of every piece. */
  readonly rendered: RenderedText;
  /** One SELECT statement, no trailing semicolon; a prefix of `rendered.text`, so that offsets agree. */
  readonly sql: string;
  readonly columns: readonly CompiledColumn[];
  readonly reads: readonly CompiledRead[];
  readonly audits: readonly Audit[];
  readonly sourceReads: readonly CompiledSourceRead[];
  /** The engine's answer to `json_serialize_plan(sql, skip_default := true)`, unoptimised, bound over the stub tables. */
  readonly planJson: string;
  readonly definition: Definition;
  readonly definitionHash: string;
}

export interface CompiledSeed {
  readonly name: string;
  readonly path: string;
  readonly seed: Seed;
  readonly columns: readonly CompiledColumn[];
  readonly definition: Definition;
  readonly definitionHash: string;
}

/** A consumer, with what it reads: columns by relation, or a query that was bound. */
export interface CompiledExposure {
  readonly exposure: Exposure;
  readonly reads: readonly { readonly relation: string; readonly columns: readonly string[] }[];
  readonly query: { readonly columns: readonly string[]; readonly planJson: string } | null;
}

/** The project with every model that could be compiled. What failed, and all that reads it, is not in `models`. */
export interface CompiledProject {
  readonly project: Project;
  /** Upstream before downstream. */
  readonly models: readonly CompiledModel[];
  /** Names of models that failed or read one that did. */
  readonly failed: readonly string[];
  readonly seeds: readonly CompiledSeed[];
  readonly sources: readonly ContractRelation[];
  readonly layers: readonly LayerRule[];
  readonly exposures: readonly CompiledExposure[];
}
