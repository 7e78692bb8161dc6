import { diagnose, type Outcome } from '../diagnostics/index.ts';

/** What one side of a comparison is, as it was named. */
export type SideReference =
  | {
      readonly kind: 'model';
      /** null: the project's default. */
      readonly environment: string | null;
      readonly asOf: string | null;
      readonly model: string;
    }
  | {
      readonly kind: 'query';
      readonly environment: string | null;
      readonly asOf: string | null;
      readonly sql: string;
    }
  | {
      readonly kind: 'source';
      /** null: the target of the command. */
      readonly target: string | null;
      readonly relation: string;
    }
  /** `format` null: to be seen from the path. `asOf`: a Delta version or time. */
  | {
      readonly kind: 'path';
      readonly format: 'csv' | 'parquet' | 'delta' | null;
      readonly path: string;
      readonly asOf: string | null;
    };

const queryStart = /^\s*(SELECT|WITH|FROM|VALUES|PIVOT|UNPIVOT|\()/i;

/** `prod:`, `prod@12:`, `prod@2026-03-01T06:00:00+01:00:`, and what is behind it. A time has colons of its own. */
const prefix =
  /^([A-Za-z_][\w-]*)(?:@(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[-+]\d\d(?::?\d\d)?)?)?|[^:]*))?:(?!:)([\s\S]+)$/;

/**
 * Reads the name of a side.
 *
 * `gold.kpis`, `prod:gold.kpis`, `prod@12:gold.kpis`, `prod@2026-03-01:gold.kpis`: a model, in an environment, at a version or time.
 * `firebird.V_X` (a source's name before the dot), `source@production:firebird.V_X`: a relation of a source, of a target.
 * `old/billing.csv`, `csv:PATH`, `parquet:PATH`, `delta:PATH`, `delta@3:PATH`, `s3://BUCKET/TABLE`: a file or folder.
 * `SELECT …`, `dev@3:SELECT …`: a query over an environment.
 */
export function parseSide(text: string, sources: readonly string[]): Outcome<SideReference | null> {
  const good = (value: SideReference) => ({ value, diagnostics: [] });
  const bad = (problem: string) => ({
    value: null,
    diagnostics: [diagnose('compare-side-unclear', { side: text, problem })],
  });
  if (text.trim() === '') return bad('it is empty');
  if (queryStart.test(text)) return good({ kind: 'query', environment: null, asOf: null, sql: text });
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return good({ kind: 'path', format: null, path: text, asOf: null });
  const prefixed = prefix.exec(text);
  if (prefixed !== null) {
    const [, word = '', at, rest = ''] = prefixed;
    const asOf = at === undefined ? null : at.trim();
    if (asOf === '') return bad('behind `@` a version or time was expected');
    switch (word) {
      case 'csv':
      case 'parquet':
        if (asOf !== null) return bad('only environments and Delta tables have versions');
        return good({ kind: 'path', format: word, path: rest, asOf: null });
      case 'delta':
        return good({ kind: 'path', format: word, path: rest, asOf });
      case 'source':
        return rest.includes('.')
          ? good({ kind: 'source', target: asOf, relation: rest })
          : bad('a relation is named with its source: `source:firebird.V_X`');
    }
    if (queryStart.test(rest)) return good({ kind: 'query', environment: word, asOf, sql: rest });
    if (isModelName(rest)) return good({ kind: 'model', environment: word, asOf, model: rest });
    return bad(`behind \`${word}:\` a model or a query was expected`);
  }
  if (/[/\\]/.test(text) || /\.(csv|tsv|txt|parquet)$/i.test(text))
    return good({ kind: 'path', format: null, path: text, asOf: null });
  const [source = ''] = text.split('.');
  if (text.includes('.') && sources.some((each) => each.toLowerCase() === source.toLowerCase()))
    return good({ kind: 'source', target: null, relation: text });
  if (isModelName(text)) return good({ kind: 'model', environment: null, asOf: null, model: text });
  return good({ kind: 'path', format: null, path: text, asOf: null });
}

function isModelName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$-]*\.[\p{L}_][\p{L}\p{N}_$ -]*$/u.test(text);
}
