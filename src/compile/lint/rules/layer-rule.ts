import { diagnose } from '../../../diagnostics/index.ts';
import type { LintRule } from '../lint-rule.ts';

/** Reads that the model's layer does not have. */
export const layerRule: LintRule = ({ model, resolved, layers }) => {
  const rule = layers.find((layer) => layer.name === model.layer);
  if (rule === undefined) return [];
  return resolved.reads.flatMap(({ relation, span }) => {
    const schema = relation.name.slice(0, relation.name.indexOf('.'));
    const from = relation.kind === 'source' ? 'sources' : schema;
    if (rule.reads.includes(from) || rule.reads.includes(schema)) return [];
    const parameters = { layer: model.layer, relation: relation.name, reads: rule.reads };
    return [diagnose('layer-rule', parameters, { subject: span })];
  });
};
