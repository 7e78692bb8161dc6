import { z } from 'zod';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { selectRows } from '../arrow/select-rows.ts';
import { checkSettings } from '../check-settings.ts';
import { exactRelation } from '../names.ts';
import { rowsToBatches } from './rows-to-batches.ts';

/** What Lode hands to a connector's module, so that it needs no packages of its own for what every connector does. */
export interface ConnectorKit {
  /** The library for forms of settings. */
  readonly z: typeof z;
  /** Settings checked against a form; an unknown or wrong one is told as those of Lode's own connectors are. The form's messages say what was expected: `a folder`. */
  readonly checkSettings: typeof checkSettings;
  /** The relation that a name means: written so, or the only one that differs in case alone. Rejects, naming what is near, where there is none. */
  readonly exactRelation: typeof exactRelation;
  /** Arrow batches of rows. */
  readonly rowsToBatches: typeof rowsToBatches;
  /** The columns, rows and order that a read asks for, out of batches that have more. */
  readonly selectRows: typeof selectRows;
  /** A failure that is to be expected: it is told without a stack, with what to do. `passes`: it may work when it is tried again. */
  readonly failure: (failure: ConnectorFailure) => Error;
}

export interface ConnectorFailure {
  readonly source: string;
  /** null: the source as a whole. */
  readonly relation?: string | null;
  /** What happened, in a sentence. */
  readonly problem: string;
  /** What to do. */
  readonly hint?: string | null;
  readonly passes?: boolean;
}

export const connectorKit: ConnectorKit = {
  z,
  checkSettings,
  exactRelation,
  rowsToBatches,
  selectRows,
  failure: ({ source, relation = null, problem, hint = null, passes = false }) =>
    new DiagnosticError(
      diagnose(passes ? 'connector-failed-now' : 'connector-failed', { source, relation, problem, hint }),
    ),
};
