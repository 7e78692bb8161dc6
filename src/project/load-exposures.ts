import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import type { SourceFile } from '../text/index.ts';
import type { Exposure } from './exposure.ts';
import { exposureForm } from './forms/exposure-form.ts';
import { keySpanOf, nodeSpan } from './forms/place.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { yamlAt } from './yaml/yaml-node.ts';

/** The consumers that the files of `exposures/` declare. A name that stands twice is kept once. */
export function loadExposures(files: readonly SourceFile[]): Outcome<readonly Exposure[]> {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, Exposure>();
  for (const file of files) {
    const loaded = loadFile(file);
    diagnostics.push(...loaded.diagnostics);
    for (const exposure of loaded.value) {
      const first = byName.get(exposure.name.toLowerCase());
      if (first === undefined) byName.set(exposure.name.toLowerCase(), exposure);
      else {
        const related = [{ message: 'the other', span: first.span }];
        diagnostics.push(
          diagnose('exposure-duplicate', { name: exposure.name }, { subject: exposure.span, related }),
        );
      }
    }
  }
  return { value: [...byName.values()], diagnostics };
}

function loadFile(file: SourceFile): Outcome<readonly Exposure[]> {
  const { value: node, diagnostics } = readYaml(file);
  if (node === null) return { value: [], diagnostics };
  const checked = checkForm(exposureForm, node, file, 'the exposures');
  const all = [...diagnostics, ...checked.diagnostics];
  if (checked.value === null) return { value: [], diagnostics: all };
  const value = Object.entries(checked.value.exposures).map(([name, form]): Exposure => {
    const span = keySpanOf(file, yamlAt(node, ['exposures']), name);
    const sqlNode = yamlAt(node, ['exposures', name, 'sql']);
    const reads = yamlAt(node, ['exposures', name, 'reads']);
    return {
      name,
      type: form.type,
      description: form.description ?? null,
      owner: form.owner ?? null,
      url: form.url ?? null,
      tags: form.tags ?? [],
      reads: Object.entries(form.reads ?? {}).map(([relation, columns]) => ({
        relation,
        columns: columns === 'all' ? null : columns,
        span: keySpanOf(file, reads, relation),
      })),
      sql: form.sql ?? null,
      sqlSpan: sqlNode === undefined ? span : nodeSpan(file, sqlNode),
      file,
      span,
    };
  });
  return { value, diagnostics: all };
}
