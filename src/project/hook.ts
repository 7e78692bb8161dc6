import type { Span } from '../text/index.ts';
import type { hookFormats } from './forms/hook-form.ts';

/** Whom to tell how a run ended. Texts as written: `${NAME}` not yet replaced, so that no secret is held here. */
export interface Hook {
  readonly target:
    | {
        readonly kind: 'webhook';
        readonly url: string;
        readonly format: (typeof hookFormats)[number];
        readonly headers: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'command'; readonly argv: readonly string[] };
  /** null: all. */
  readonly environments: readonly string[] | null;
  readonly timeoutSeconds: number;
  readonly span: Span;
}

export interface Hooks {
  readonly onFailure: readonly Hook[];
  readonly onSuccess: readonly Hook[];
}

/** Where OpenLineage events go, as written. */
export interface OpenLineageSettings {
  readonly url: string | null;
  readonly endpoint: string | null;
  readonly apiKey: string | null;
  readonly file: string | null;
  readonly namespace: string | null;
  readonly timeoutSeconds: number | null;
  readonly span: Span;
}
