import type { Tolerance } from './tolerance.ts';

/** What is done to text before it is compared. */
export const textForms = ['trim', 'padding', 'case', 'unicode', 'spaces', 'empty'] as const;

/** `trim`: blanks at both ends; `padding`: blanks at the end, as CHAR has them; `case`: capitals; `unicode`: composed form (NFC); `spaces`: runs of white space are one blank; `empty`: '' is NULL. */
export type TextForm = (typeof textForms)[number];

export type KeyOrigin = 'given' | 'grain' | 'proposed' | 'none';

/** How two tables are compared. Names are matched without case; `*` stands for all columns that a rule can apply to. */
export interface CompareOptions {
  /** By the names of the left side. null: propose one from the data; empty: none, rows are compared as a bag. */
  readonly key: readonly string[] | null;
  readonly keyOrigin: 'given' | 'grain';
  /** Left name → right name. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly ignore: readonly string[];
  /** Compare these alone; null: all. */
  readonly columns: readonly string[] | null;
  readonly tolerance: Readonly<Record<string, Tolerance>>;
  readonly text: Readonly<Record<string, readonly TextForm[]>>;
  /** Whether -0.0 differs from 0.0. */
  readonly signedZero: boolean;
  /** A date or time: rows outside of the period that both sides have are left out. */
  readonly window: string | null;
  /** Rows younger than this are left out; they may still be arriving. */
  readonly minimumAge: MinimumAge | null;
  /** How many cells and rows are shown of each kind. */
  readonly samples: number;
}

export interface MinimumAge {
  readonly column: string;
  /** Rows at or after this moment are left out. ISO 8601, UTC. */
  readonly before: string;
}

export const defaultOptions: CompareOptions = {
  key: null,
  keyOrigin: 'given',
  mapping: {},
  ignore: [],
  columns: null,
  tolerance: {},
  text: {},
  signedZero: false,
  window: null,
  minimumAge: null,
  samples: 5,
};

export interface SideColumn {
  readonly name: string;
  /** In the engine's words. */
  readonly type: string;
  /** Tagged as personal: its values are never shown. */
  readonly personal: boolean;
}

/** One side, ready to be read, more than once and always with the same rows. */
export interface CompareSide {
  /** What can stand behind FROM. */
  readonly relation: string;
  readonly columns: readonly SideColumn[];
  /** A condition over the side's own columns. */
  readonly where: string | null;
  /** The zone of its times without one; null: the session's. */
  readonly timeZone: string | null;
}

/** What an option says of a column: its own rule, else that of `*`. */
export function ruleFor<T>(rules: Readonly<Record<string, T>>, names: readonly string[]): T | null {
  const folded = names.map((name) => name.toLowerCase());
  const own = Object.entries(rules).find(([name]) => folded.includes(name.toLowerCase()));
  return own?.[1] ?? rules['*'] ?? null;
}
