import { Document, isMap, isNode, isScalar, isSeq, type Node, Scalar, visit } from 'yaml';
import type { MappingForm } from '../mapping-form.ts';

/** A mapping as people write one: what is short in one line, SQL of several lines as a block. */
export function mappingYaml(form: MappingForm): string {
  const document = new Document(form, { keepUndefined: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  flowBelow(document.contents, 0);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

const most = 110;

/** Entries of lists and of mappings below the first level go into one line where they are short. */
function flowBelow(node: unknown, depth: number): void {
  if (isMap(node)) {
    for (const { value } of node.items) {
      const isList =
        isSeq(value) && value.items.every((item) => isScalar(item) && !/\s/.test(String(item.value)));
      if ((isList || ((isMap(value) || isSeq(value)) && depth > 0)) && isShort(value)) value.flow = true;
      else flowBelow(value, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) {
      if ((isMap(item) || isSeq(item)) && isShort(item)) item.flow = true;
      else flowBelow(item, depth + 1);
    }
  }
}

function isShort(node: Node): boolean {
  let isBlock = false;
  visit(node, {
    Scalar(_, each) {
      if (isScalar(each) && typeof each.value === 'string' && each.value.includes('\n')) isBlock = true;
    },
  });
  return !isBlock && isNode(node) && JSON.stringify(node.toJSON()).length <= most;
}
