import type { Judgements, TouchedConsumer } from '../change/index.ts';
import type { Build, Definition, Manifest } from '../environment/index.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Requested } from './plan.ts';

export interface PlanRequest {
  readonly environment: string;
  readonly target: string;
  readonly project: { readonly name: string; readonly git: string | null };
  readonly createdAt: string;
  /** The project's models, upstream first. */
  readonly definitions: readonly Definition[];
  /** The hash of each of them. */
  readonly hashes: ReadonlyMap<Definition, string>;
  /** What the environment holds; null where it does not exist. */
  readonly manifest: Manifest | null;
  /** What became of each model, by lower-case name: of the project's and of those that left it. */
  readonly judgements: Judgements;
  /** Content of source relations, by lower-case name; null where only reading tells. */
  readonly sourceContents: ReadonlyMap<string, string | null>;
  /** Models to touch, by lower-case name; null: all. What is left out stays as it stands. */
  readonly selected: ReadonlySet<string> | null;
  /** Tables known to be damaged or to hold foreign rows that are to be discarded: built again whatever their inputs. */
  readonly rebuild: ReadonlySet<string>;
  /** What the model's tables of other environments hold, the environment's own aside. */
  readonly elsewhere: (model: string) => Promise<readonly Elsewhere[]>;
  readonly requested: Requested;
  /** The newest version of the environment that this one reads from; null where it reads from none. */
  readonly newestOfBase: number | null;
  /** Whether it reads from another version of it until now. */
  readonly repinned: boolean;
  /** Milliseconds since 1970: which intervals are over. */
  readonly now: number;
  /** The definitions that stand, by lower-case name. */
  readonly old: ReadonlyMap<string, Definition>;
  /** The project's definitions, by lower-case name, as they were before the schemas of their sources moved. */
  readonly unmoved: ReadonlyMap<string, Definition>;
  /** Hashes of the definitions over the contracts alone, by lower-case name, where they are others. */
  readonly contracted: ReadonlyMap<string, string>;
  readonly exposures: readonly TouchedConsumer[];
  /** The build with an id, where one exists. */
  readonly findBuild: (model: string, id: string) => Promise<Build | null>;
}

/** The scope that an unstable model's build belongs to: the version that is being made, so that only a retry finds it. */
export function unstableScope(environment: string, baseVersion: number | null): string {
  return `${environment}@${baseVersion ?? 0}`;
}
