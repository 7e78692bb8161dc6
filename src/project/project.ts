import type { Severity } from '../diagnostics/index.ts';
import type { SourceFile, Span } from '../text/index.ts';
import type { ContractRelation } from './contract.ts';
import type { Export } from './export.ts';
import type { Exposure } from './exposure.ts';
import type { Hooks, OpenLineageSettings } from './hook.ts';
import type { Model } from './model.ts';
import type { PrivacyPolicy } from './privacy.ts';
import type { Seed } from './seed.ts';

/** A value that a template may print. */
export type VariableValue = string | number | boolean | readonly (string | number | boolean)[];

/** What the models of a layer may read: names of layers, `seeds`, and `sources` for all sources. */
export interface LayerRule {
  readonly name: string;
  readonly reads: readonly string[];
}

/** Settings of a connection as written: `${NAME}` not yet replaced, so that no secret is held here. */
export interface SourceConnection {
  readonly name: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly span: Span;
  /** Each setting's value in `project.yml`. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** `storage` of `project.yml` as written: `${NAME}` not yet replaced. */
export interface StorageSettings {
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly pathStyle: boolean | null;
  /** Relative to the project. */
  readonly cache: string;
  readonly cacheBytes: number;
  readonly span: Span | null;
}

export interface Target {
  readonly name: string;
  readonly sources: readonly SourceConnection[];
  readonly span: Span;
}

/** `dev_*` and how long such environments live, in milliseconds. */
export interface Lifetime {
  readonly pattern: string;
  readonly milliseconds: number;
}

/** Where a layer's part of the lake lies. */
export interface LayerRoot {
  readonly layer: string;
  /** As written, `${NAME}` not yet replaced; relative to the project. */
  readonly root: string;
  /** Permissions on a disk; null: as the process's mask says. */
  readonly fileMode: number | null;
  readonly folderMode: number | null;
  readonly span: Span | null;
}

/** Everything that the project's files say, checked as far as that goes without an engine. Plain data. */
export interface Project {
  readonly name: string;
  readonly file: SourceFile;
  /** The lake's folder as written, `${NAME}` not yet replaced; relative to the project. */
  readonly lake: string;
  readonly lakeSpan: Span | null;
  /** How an object store is reached, as written. */
  readonly storage: StorageSettings;
  /** null only where no target is declared. */
  readonly defaultTarget: string | null;
  readonly defaultEnvironment: string;
  readonly timeZone: string;
  readonly layers: readonly LayerRule[];
  /** Layers that lie in places of their own, in the order of `layers`. */
  readonly access: readonly LayerRoot[];
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** For how long replaced table versions stay readable. */
  readonly retentionDays: number;
  /** Whether the columns of what is built are profiled, where a model does not say. */
  readonly profile: boolean;
  /** How long environments live after their last version, by name or pattern, as written in `project.yml`. */
  readonly lifetimes: readonly Lifetime[];
  readonly seedsFolder: string;
  readonly targets: readonly Target[];
  /** Connectors that the project brings: the type of sources → a file or a package. */
  readonly connectors: Readonly<Record<string, string>>;
  /** Whom to tell how runs ended. */
  readonly hooks: Hooks;
  /** Where OpenLineage events go; null where project.yml does not say. */
  readonly openLineage: OpenLineageSettings | null;
  /** Where personal data may be. */
  readonly privacy: PrivacyPolicy;
  /** Rule → severity, where the project sets another than the rule's own. */
  readonly lints: Readonly<Record<string, Severity | 'off'>>;
  /** Where these rules are named. */
  readonly lintSpans: Readonly<Record<string, Span>>;
  /** Enabled models, by path. */
  readonly models: readonly Model[];
  /** Names of models with `enabled: false`. */
  readonly disabled: readonly string[];
  /** Names whose own files could not be used: `gold.kpis`, `firebird.*` for a whole contract. Reading them is no second fault. */
  readonly unusable: readonly string[];
  readonly seeds: readonly Seed[];
  /** All relations of all contracts. */
  readonly relations: readonly ContractRelation[];
  /** Consumers outside of the lake, from `exposures/`. */
  readonly exposures: readonly Exposure[];
  /** Tables that are handed on as files, from `exports.yml` and `exports/`. */
  readonly exports: readonly Export[];
  /** Handlebars partials by name, `macros/keys/surrogate.hbs` being `keys/surrogate`; with them the standard ones, `lode/…`. */
  readonly partials: Readonly<Record<string, SourceFile>>;
  /** `macros/*.sql`. */
  readonly sqlMacros: readonly SourceFile[];
  readonly unitTests: readonly SourceFile[];
  readonly projectAudits: readonly SourceFile[];
}
