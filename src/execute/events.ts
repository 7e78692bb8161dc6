import type { Diagnostic } from '../diagnostics/index.ts';
import type { InputContent, StoredAuditResult } from '../environment/index.ts';
import type { SetAside } from '../ports/index.ts';

/** What happens while a plan is carried out, as it happens. The command line draws it, `--json` prints it as NDJSON. */
export type ExecuteEvent =
  | {
      readonly kind: 'recovered';
      readonly environment: string;
      readonly version: number;
      readonly outcome: 'finished' | 'taken-back';
    }
  | {
      readonly kind: 'source-read';
      readonly model: string;
      readonly relation: string;
      readonly rows: number;
      readonly seconds: number;
      /** Columns of which that many values are of a type that they cannot take, and the column that has them; null: they were left out. */
      readonly unfit: readonly {
        readonly column: string;
        readonly into: string | null;
        readonly rows: number;
      }[];
      /** Rows that cannot be read and were left out, and the relation of the source that has them. */
      readonly setAside: SetAside | null;
    }
  | { readonly kind: 'model-started'; readonly model: string }
  /** Something failed that may pass: it is tried again after a while. */
  | {
      readonly kind: 'retried';
      readonly attempt: number;
      readonly milliseconds: number;
      readonly message: string;
    }
  | {
      readonly kind: 'model-finished';
      readonly model: string;
      readonly outcome: 'built' | 'reused' | 'unchanged' | 'defined';
      readonly rows: number | null;
      readonly bytes: number | null;
      readonly seconds: number;
      readonly audits: { readonly passed: number; readonly warned: number; readonly failed: number };
      /** What it read, and what that held. */
      readonly inputs: readonly InputContent[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'audit-failed'; readonly model: string; readonly result: StoredAuditResult }
  | {
      readonly kind: 'model-failed';
      readonly model: string;
      readonly message: string;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: 'model-skipped'; readonly model: string; readonly because: string }
  | {
      readonly kind: 'committed';
      readonly environment: string;
      readonly version: number;
      readonly tables: number;
      readonly seconds: number;
    };

export type OnEvent = (event: ExecuteEvent) => void;
