import type { Diagnostic, Severity } from '../../diagnostics/index.ts';
import type { LayerRule, Model } from '../../project/index.ts';
import type { Span } from '../../text/index.ts';
import type { CompiledColumn } from '../compiled-project.ts';
import type { Resolved } from '../sql/resolve-references.ts';
import type { SelectQuery } from '../sql/select-queries.ts';
import type { ModelStatement } from '../statements.ts';

/** One model as the rules see it. */
export interface LintSubject {
  readonly model: Model;
  readonly statement: ModelStatement;
  /** All SELECTs of the statement. */
  readonly queries: readonly SelectQuery[];
  readonly resolved: Resolved;
  readonly layers: readonly LayerRule[];
  /** By lower-case name of a relation, sets of lower-case columns that name a row of it, as declared. */
  readonly keysOf: (relation: string) => readonly ReadonlySet<string>[];
  /** By lower-case name of a relation; empty where it could not be compiled. */
  readonly columnsOf: (relation: string) => readonly CompiledColumn[];
}

/** Looks for one kind of trouble. Finds too little rather than too much: a warning that is wrong trains people to read none. */
export type LintRule = (subject: LintSubject) => readonly Diagnostic[];

/** What the project sets: rule → severity. */
export type LintSeverities = Readonly<Record<string, Severity | 'off'>>;

export interface LintPlace {
  readonly subject: Span | null;
}
