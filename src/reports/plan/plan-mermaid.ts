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
  additive: 'fill:#ddf3e0,stroke:#2e7d32,color:#173f19',
  new: 'fill:#ddf3e0,stroke:#2e7d32,color:#173f19',
  metadata: 'fill:#e1edfb,stroke:#1565c0,color:#0c335f',
  moved: 'fill:#fdf3d3,stroke:#b28704,color:#4f3c02',
  dropped: 'fill:#eceff1,stroke:#546e7a,color:#263238,stroke-dasharray:4 3',
  exposure: 'fill:#ffffff,stroke:#263238,color:#263238',
};

/**
 * A Mermaid flowchart of the touched models and of the exposures that would see it, coloured by verdict; edited models have a thick edge. Null where there is
 * nothing that an arrow could join.
 */
export function planMermaid(plan: Plan, texts: PlanTexts): PlanGraph | null {
  const kinds = new Map<string, SectionKind>();
  const models: PlanModel[] = [];
  for (const { kind, models: some } of planOverview(plan).sections)
    for (const model of some) {
      kinds.set(model.name.toLowerCase(), kind);
      models.push(model);
    }
  const touched = [...models.filter((model) => model.direct), ...models.filter((model) => !model.direct)];
  const exposures = plan.exposures.slice(0, mostBoxes / 4);
  const drawn = touched.slice(0, mostBoxes - exposures.length);
  const ids = new Map(drawn.map((model, index) => [model.name.toLowerCase(), `m${index}`]));
  const arrows = [...drawn.flatMap((model) => modelArrows(model, texts, ids))];
  for (const [index, exposure] of exposures.entries())
    for (const { relation } of exposureReads(exposure)) {
      const from = ids.get(relation.toLowerCase());
      if (from !== undefined) arrows.push(`  ${from} --> e${index}`);
    }
  if (arrows.length === 0) return null;
  const used = new Set<SectionKind | 'exposure'>();
  const boxes = drawn.map((model) => {
    const kind = kinds.get(model.name.toLowerCase())!;
    used.add(kind);
    return `  ${ids.get(model.name.toLowerCase())}["${label(model.name)}"]:::${kind}`;
  });
  const ends = exposures.map(({ name }, index) => {
    used.add('exposure');
    return `  e${index}(["${label(name)}"]):::exposure`;
  });
  const edited = drawn.flatMap((model) => (model.direct ? [ids.get(model.name.toLowerCase())] : []));
  return {
    lines: [
      'flowchart LR',
      ...boxes,
      ...ends,
      ...arrows.slice(0, mostArrows),
      ...[...used].map((kind) => `  classDef ${kind} ${colours[kind]}`),
      ...(edited.length > 0 && edited.length < drawn.length
        ? ['  classDef edited stroke-width:3px', `  class ${edited.join(',')} edited`]
        : []),
    ],
    left: touched.length - drawn.length + plan.exposures.length - exposures.length,
  };
}

function modelArrows(
  model: PlanModel,
  texts: PlanTexts,
  ids: ReadonlyMap<string, string>,
): readonly string[] {
  const own = texts.get(model.name.toLowerCase());
  const inputs = (own?.next ?? own?.old)?.inputs ?? [];
  return inputs.flatMap(({ relation }) => {
    const from = ids.get(relation.toLowerCase());
    return from === undefined ? [] : [`  ${from} --> ${ids.get(model.name.toLowerCase())}`];
  });
}

/** Mermaid reads `#…;` as a character; quotes, brackets, backticks and signs of HTML would be markup. */
function label(name: string): string {
  return clipped(printable(name), longestLabel).replace(
    /[^\p{L}\p{N}_. ]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
