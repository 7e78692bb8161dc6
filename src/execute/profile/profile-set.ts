import type { Interval } from '../../environment/index.ts';
import type { RowsProfile } from '../../quality/profile/index.ts';

/** A profile as the lake keeps it: of a model's table in a version of an environment, or of a part of it. */
export interface ProfileSet {
  readonly environment: string;
  readonly incarnation: string;
  readonly version: number;
  readonly model: string;
  /** `table`: the sets of this version say all there is to say of the model; `part`: those before it go on holding for the other parts. */
  readonly covers: 'table' | 'part';
  /** Names the part; empty: the whole table. A newer set of the same part takes its place. */
  readonly part: string;
  readonly interval: Interval | null;
  /** The content of the rows that were measured: equal content, equal profile. */
  readonly content: string;
  /** The build that they are; null: the table as a whole. */
  readonly build: string | null;
  readonly measuredAt: string;
  readonly recordedAt: string;
  readonly runId: string | null;
  readonly profile: RowsProfile;
}

/** What a run knows of the rows of one model by the time they are committed. */
export type ModelProfile =
  | {
      readonly kind: 'parts';
      readonly model: string;
      readonly covers: ProfileSet['covers'];
      readonly parts: readonly ProfiledPart[];
      /** Columns of which no value may stand in older profiles any longer. */
      readonly hidden: readonly string[];
    }
  /** The rows are those of another version, profiles and all. */
  | {
      readonly kind: 'as-in';
      readonly model: string;
      readonly environment: string;
      readonly version: number;
    };

export interface ProfiledPart {
  readonly part: string;
  readonly interval: Interval | null;
  readonly content: string;
  readonly build: string | null;
  /** null: the lake has it already, by model and content. */
  readonly measured: { readonly profile: RowsProfile; readonly at: string } | null;
}
