import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { LayerRule, Model } from '../project/index.ts';
import type { ResolvedRead } from './sql/resolve-references.ts';

/** The reads of a model that its layer does not have. */
export function layerDiagnostics(
  model: Model,
  reads: readonly ResolvedRead[],
  layers: readonly LayerRule[],
): Diagnostic[] {
  const rule = layers.find((layer) => layer.name === model.layer);
  if (rule === undefined) return [];
  return reads.flatMap(({ relation, span }) => {
    const from = relation.kind === 'source' ? 'sources' : relation.name.slice(0, relation.name.indexOf('.'));
    const source = relation.name.slice(0, relation.name.indexOf('.'));
    if (rule.reads.includes(from) || (relation.kind === 'source' && rule.reads.includes(source))) return [];
    const parameters = { model: model.name, layer: model.layer, relation: relation.name, reads: rule.reads };
    return [diagnose('layer-rule', parameters, { subject: span })];
  });
}
