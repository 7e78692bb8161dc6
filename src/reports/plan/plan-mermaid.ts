import type { Plan, PlanModel } from '../../plan/index.ts';
import { exposureReads } from './exposure-reads.ts';
import { planOverview, type SectionKind } from './plan-overview.ts';
import type { PlanTexts } from './plan-texts.ts';
import { clipped, printable } from './printable.ts';

export interface PlanGraph {
  readonly lines: readonly string[];
  /** Models and exposures that found no room. */
  readonly left: number;
}

/** More boxes than this are a wall, not a drawing. */
const mostBoxes = 40;
const mostArrows = 120;
const longestLabel = 48;

/** Fill, edge and letters, for a light page and a dark one. */
const colours: Readonly<Record<SectionKind | 'exposure', string>> = {
  breaking: 'fill:#fde2e1,stroke:#c62828,color:#5f1412',
  unknown: 'fill:#f3e2fb,stroke:#8e24aa,color:#4a1259',
  overruled: 'fill:#fff3e0,stroke:#e65100,color:#5d2500',
  additive: 'fill:#ddf3e0,stroke:#2e7d32,color:#173f19',
  new: 'fill:#ddf3e0,stroke:#2e7d32,color:#173f19',
  metadata: 'fill:#e1edfb,stroke:#1565c0,color:#0c335f',
  moved: 'fill:#fdf3d3,stroke:#b28704,color:#4f3c02',
  dropped: 'fill:#eceff1,stroke:#546e7a,color:#263238,stroke-dasharray:4 3',
  exposure: 'fill:#ffffff,stroke:#263238,color:#263238',
};

/**
 * A Mermaid flowchart of the touched models and of the exposures that would see it, coloured by verdict; edited models have a thick edge. Null where there is
 * nothing that an arrow could join, and where all is new: that drawing is the whole project.
 */
export function planMermaid(plan: Plan, texts: PlanTexts): PlanGraph | null {
  const touched = planOverview(plan).sections.flatMap(({ kind, models }) =>
    models.map((model): Box => ({ kind, model })),
  );
  if (touched.every(({ kind }) => kind === 'new')) return null;
  const exposures = plan.exposures.slice(0, mostBoxes / 4);
  const known = new Map(touched.map(({ model }, index) => [model.name.toLowerCase(), index]));
  const joined = new Set(
    touched.flatMap((box, index) => inputsOf(box, texts, known).flatMap((each) => [each, index])),
  );
  // Metadata alone reaches nobody: it is drawn where it lies on somebody's way.
  const drawable = touched.filter(({ kind }, index) => kind !== 'metadata' || joined.has(index));
  const sorted = [
    ...drawable.filter(({ model }) => model.direct),
    ...drawable.filter(({ model }) => !model.direct),
  ];
  const drawn = sorted.slice(0, mostBoxes - exposures.length);
  const ids = new Map(drawn.map(({ model }, index) => [model.name.toLowerCase(), index]));
  const arrows = [
    ...drawn.flatMap((box, index) => inputsOf(box, texts, ids).map((from) => `  m${from} --> m${index}`)),
    ...exposures.flatMap((exposure, index) =>
      exposureReads(exposure).flatMap(({ relation }) => {
        const from = ids.get(relation.toLowerCase());
        return from === undefined ? [] : [`  m${from} --> e${index}`];
      }),
    ),
  ];
  if (arrows.length === 0) return null;
  const edited = drawn.flatMap(({ model }, index) => (model.direct ? [`m${index}`] : []));
  const kinds = new Set([
    ...drawn.map(({ kind }) => kind),
    ...(exposures.length > 0 ? ['exposure' as const] : []),
  ]);
  return {
    lines: [
      'flowchart LR',
      ...drawn.map(({ kind, model }, index) => `  m${index}["${label(model.name)}"]:::${kind}`),
      ...exposures.map(({ name }, index) => `  e${index}(["${label(name)}"]):::exposure`),
      ...arrows.slice(0, mostArrows),
      ...[...kinds].map((kind) => `  classDef ${kind} ${colours[kind]}`),
      ...(edited.length > 0
        ? ['  classDef edited stroke-width:3px', `  class ${edited.join(',')} edited`]
        : []),
    ],
    left: drawable.length - drawn.length + plan.exposures.length - exposures.length,
  };
}

interface Box {
  readonly kind: SectionKind;
  readonly model: PlanModel;
}

/** The boxes that a model reads. */
function inputsOf({ model }: Box, texts: PlanTexts, ids: ReadonlyMap<string, number>): number[] {
  const own = texts.get(model.name.toLowerCase());
  const inputs = (own?.next ?? own?.old)?.inputs ?? [];
  return inputs.flatMap(({ relation }) => ids.get(relation.toLowerCase()) ?? []);
}

/** Mermaid reads `#…;` as a character; quotes, brackets, backticks and signs of HTML would be markup. */
function label(name: string): string {
  return clipped(printable(name), longestLabel).replace(
    /[^\p{L}\p{N}_. ]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
