import { type Judgements, judgeProject } from '../../change/index.ts';
import { type Claims, claimsOf, type ExplainedSide } from '../../compare/index.ts';
import type { Manifest } from '../../environment/index.ts';
import type { OpenProject } from '../open-project.ts';
import { explainedSide, rememberedSteps } from './explained-side.ts';
import type { Opening, SideName } from './open-side.ts';

/** What is known of both sides: the models whose contents differ, and all that these come from. */
export interface KnownSides {
  readonly left: ExplainedSide;
  readonly right: ExplainedSide;
  readonly judgements: Judgements;
  readonly claims: Claims;
}

/** Binds and judges the definitions of `names` and of all that these come from, from left to right. */
export async function knownSides(
  opening: Opening,
  project: OpenProject,
  manifests: Readonly<Record<SideName, Manifest>>,
  names: readonly string[],
): Promise<KnownSides> {
  const left = await explainedSide(opening.host, project, manifests.left, names);
  const right = await explainedSide(opening.host, project, manifests.right, names);
  const judgements = judgeProject({
    old: new Map([...left.models].map(([name, { definition }]) => [name, definition])),
    next: [...right.models.values()].map(({ definition }) => definition),
    oldPlan: ({ name }) => left.models.get(name.toLowerCase())?.planJson ?? null,
    nextPlan: ({ name }) => right.models.get(name.toLowerCase())?.planJson ?? null,
    forms: new Map(),
    overrules: new Map(),
    kept: new Set(),
  });
  const steps = { left: rememberedSteps(left), right: rememberedSteps(right) };
  return { left, right, judgements, claims: claimsOf(left, right, judgements, steps) };
}
