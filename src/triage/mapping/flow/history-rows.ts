import type { GraphComponent } from '../../ssis/index.ts';
import type { MakeRows } from './flow-work.ts';
import { cutRows } from './source-rows.ts';

/**
 * New and changed rows of a dimension: which those are depends on what earlier runs have left in it, so no query over the sources says it. What takes its place is a kind of model, and the words name it
 * with what the component knows: its key, and which columns keep their history.
 */
export const slowlyChangingRows: MakeRows = (work, component, output) => {
  const named = (type: string) => columnsOf(component, type);
  const keys = named('1');
  const overwritten = named('2');
  const kept = named('3');
  const fixed = named('4');
  const said = [
    `it compares rows with what earlier runs have left in the dimension, which no query says. A model of the kind \`scd_type_2\` does`,
    ...(keys.length === 0 ? [] : [`its \`unique_key\` is ${list(keys)}`]),
    ...(kept.length === 0 ? [] : [`it keeps the history of ${list(kept)}`]),
    ...(overwritten.length === 0
      ? []
      : [
          `${list(overwritten)} ${overwritten.length === 1 ? 'is' : 'are'} overwritten here, and kept there too`,
        ]),
    ...(fixed.length === 0 ? [] : [`${list(fixed)} must not change`]),
    'make its query of the rows before this component, and leave out the updates behind it',
  ];
  return cutRows(
    work,
    component,
    [...component.inputs.flatMap(({ columns }) => columns), ...output.columns],
    said.join('; '),
  );
};

function columnsOf({ inputs }: GraphComponent, type: string): readonly string[] {
  return inputs
    .flatMap(({ columns }) => columns)
    .filter(({ properties }) => properties.get('ColumnType') === type)
    .map(({ external, name }) => external ?? name);
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
