import type { CompiledModel, CompiledProject } from '../compile/index.ts';
import type { Branch, ModelCoverage } from '../execute/index.ts';
import { originOf, type Span, spanOf } from '../text/index.ts';

export interface PlacedBranch {
  readonly kind: Branch['probe']['kind'];
  readonly what: string;
  readonly macro: string | null;
  readonly isTaken: boolean | null;
  /** Where the user wrote it; null: generated. */
  readonly place: Span | null;
}

export interface PlacedCoverage {
  readonly model: string;
  readonly tests: number;
  readonly columns: readonly {
    readonly name: string;
    readonly isCompared: boolean;
    readonly place: Span | null;
  }[];
  readonly branches: readonly PlacedBranch[];
}

/** Coverage with places in the user's files. What a template puts into a model twice is one branch, taken where it is taken once. */
export function placedCoverage(
  compiled: CompiledProject,
  coverage: readonly ModelCoverage[],
): PlacedCoverage[] {
  const models = new Map(compiled.models.map((model) => [model.name, model]));
  return coverage.map((one) => {
    const model = models.get(one.model)!;
    const spans = new Map(model.columns.map((column) => [column.name, column.span]));
    const branches = new Map<string, PlacedBranch>();
    for (const branch of one.branches) {
      const placed = place(compiled, model, branch);
      const key = JSON.stringify([placed.place, placed.kind, placed.what]);
      const known = branches.get(key);
      branches.set(key, known?.isTaken === true ? known : placed);
    }
    return {
      model: one.model,
      tests: one.tests,
      columns: one.columns.map((column) => ({ ...column, place: spans.get(column.name) ?? null })),
      branches: [...branches.values()],
    };
  });
}

function place(
  compiled: CompiledProject,
  model: CompiledModel,
  { probe, macro, isTaken }: Branch,
): PlacedBranch {
  const { start, end } = probe.place;
  const what = probe.what.replaceAll(/\s+/g, ' ').trim();
  const of = (span: Span | null): PlacedBranch => ({ kind: probe.kind, what, macro, isTaken, place: span });
  if (macro === null) return of(originOf(model.rendered, start, end)?.span ?? null);
  // The engine is given a macro's statement from CREATE on, which may be another than the file's.
  const text = model.definition.macros.find(({ name }) => name === macro)?.text ?? '';
  const from = Math.max(0, text.search(/\b(MACRO|FUNCTION)\b/i));
  for (const file of compiled.project.sqlMacros) {
    const at = file.text.indexOf(text.slice(from));
    if (at >= 0) return of(spanOf(file, at + start - from, at + end - from));
  }
  return of(null);
}
