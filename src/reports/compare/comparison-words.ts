import {
  type CellSample,
  type ComparedColumn,
  type ComparedSide,
  type Comparison,
  kindWords,
} from '../../compare/index.ts';
import { clipped, printable } from '../plan/printable.ts';
import { count, plural, rows } from '../units.ts';

/** Sentences that the text, the Markdown and the page have in common. */

const longestValue = 60;

/** `12.34 %`, rounded down; `100 %` only where everything matches. */
export function percent(share: number): string {
  const text = (Math.floor(share * 1e6) / 1e4).toFixed(share === 1 ? 0 : 4);
  return `${text.replace(/(\.\d\d)\d*?0*$/, '$1').replace(/\.00$/, '')} %`;
}

export function headline({
  verdict,
  score,
  method,
  rows: { onlyLeft, onlyRight, changed },
}: Comparison): string {
  if (verdict === 'equal')
    return method === 'checksum' ? 'Equal: the checksums of both sides agree.' : 'Equal.';
  const parts = [
    ...(changed === 0 ? [] : [`${rows(changed)} ${changed === 1 ? 'differs' : 'differ'}`]),
    ...(onlyLeft === 0 ? [] : [`${rows(onlyLeft)} only left`]),
    ...(onlyRight === 0 ? [] : [`${rows(onlyRight)} only right`]),
  ];
  const what = parts.length === 0 ? 'the columns are not the same' : parts.join(', ');
  return `Different: ${what}. ${percent(score)} of ${method === 'bag' ? 'the rows' : 'the cells'} match.`;
}

export function sideWords(side: ComparedSide): string {
  const { where, window, young } = side.excluded;
  const out = [
    ...(where === 0 ? [] : [`${count(where)} by the condition`]),
    ...(young === 0 ? [] : [`${count(young)} too young`]),
    ...(window === 0 ? [] : [`${count(window)} outside of the window`]),
  ];
  const kind = side.version === null ? side.kind : `${side.kind}, version ${side.version}`;
  return `${kind}, ${rows(side.rows)}${out.length === 0 ? '' : ` (left out: ${out.join(', ')})`}`;
}

export function keyWords({ columns, origin }: Comparison['key']): string {
  const names = columns.map(printable).join(', ');
  switch (origin) {
    case 'given':
      return names;
    case 'grain':
      return `${names} (the model’s grain)`;
    case 'proposed':
      return `${names} (proposed: tells the rows of both sides apart)`;
    case 'none':
      return 'none: whole rows are compared, each as often as it stands';
  }
}

export function periodWords({ window, minimumAge }: Comparison): readonly string[] {
  return [
    ...(window === null
      ? []
      : [
          `${printable(window.column)} from ${window.from ?? 'the beginning'} to ${window.to ?? 'the end'}, which both sides have`,
        ]),
    ...(minimumAge === null
      ? []
      : [
          `${printable(minimumAge.column)} before ${minimumAge.before}: what is younger may still be arriving`,
        ]),
  ];
}

/** What is special about how a column was compared. */
export function ruleWords(column: ComparedColumn): string {
  return [
    ...(column.tolerance === null ? [] : [column.tolerance]),
    ...(column.withinTolerance === 0 ? [] : [`${count(column.withinTolerance)} within it`]),
    ...column.text.map((form) => textWords[form]),
    ...(column.caveat === null ? [] : [column.caveat]),
  ].join(', ');
}

const textWords: Readonly<Record<ComparedColumn['text'][number], string>> = {
  trim: 'without blanks at both ends',
  padding: 'without blanks at the end',
  case: 'whatever the case',
  unicode: 'whatever the Unicode form',
  spaces: 'runs of blanks as one',
  empty: 'the empty text as NULL',
};

export function kindText({ kind, detail, cells }: ComparedColumn['kinds'][number]): string {
  const word = kindWords[kind] ?? kind;
  return `${count(cells)} ${detail === null ? word : `${word} (${detail})`}`;
}

export function columnName({ left, right }: { readonly left: string; readonly right: string }): string {
  return left.toLowerCase() === right.toLowerCase()
    ? printable(left)
    : `${printable(left)} / ${printable(right)}`;
}

/** A value for people: on one line, cut where it is long; blanks at its ends are to be seen. */
export function valueText(value: string | null): string {
  if (value === null) return 'NULL';
  const shown = clipped(printable(value), longestValue);
  return shown === '' || /^\s|\s$/.test(value) || value === 'NULL' ? `'${shown}'` : shown;
}

export function keyText(columns: readonly string[], sample: CellSample): string {
  return columns
    .map((name, index) => `${printable(name)} ${valueText(sample.key[index] ?? null)}`)
    .join(', ');
}

export function schemaWords({ schema }: Comparison): readonly string[] {
  const named = ({ name, type }: { name: string; type: string }) => `${printable(name)} ${type}`;
  return [
    ...(schema.onlyLeft.length === 0 ? [] : [`only left: ${schema.onlyLeft.map(named).join(', ')}`]),
    ...(schema.onlyRight.length === 0 ? [] : [`only right: ${schema.onlyRight.map(named).join(', ')}`]),
    ...(schema.types.length === 0
      ? []
      : [
          `other types: ${schema.types.map((each) => `${columnName(each)} ${each.leftType} / ${each.rightType}`).join(', ')}`,
        ]),
    ...(schema.ignored.length === 0 ? [] : [`ignored: ${schema.ignored.map(printable).join(', ')}`]),
  ];
}

export function differingColumns({ columns }: Comparison): readonly ComparedColumn[] {
  return columns.filter((column) => column.different > 0);
}

/** How the CSV sides were read, where there are any. */
export function readings({
  left,
  right,
}: Comparison): readonly { readonly name: string; readonly words: readonly string[] }[] {
  return [left, right].flatMap((side) => {
    const words = readingWords(side);
    return words.length === 0 ? [] : [{ name: side.name, words }];
  });
}

/** A line each. */
function readingWords({ csv }: ComparedSide): readonly string[] {
  if (csv === null) return [];
  const separator = csv.separator === '\t' ? 'tab' : csv.separator;
  const formats = csv.columns.map((column) => {
    const type = column.format === null ? column.type : `${column.type} (${column.format})`;
    return `${printable(column.name)} ${type}${column.unreadable === 0 ? '' : `, ${plural(column.unreadable, 'value')} not readable so`}`;
  });
  return [
    `${csv.encoding}, separator ${separator}, ${csv.quote === '' ? 'no quotes' : `quote ${csv.quote}`}, ${csv.header ? 'first line has the names' : 'no line of names'}`,
    ...formats,
  ];
}
