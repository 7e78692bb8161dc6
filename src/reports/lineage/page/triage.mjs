// The second tab: what becomes of each column, as a table that can be filtered, sorted and saved in the forms of the command line.
import { distinct, element, gaps, text } from './pieces.mjs';
import {
  columnCount,
  columnOf,
  data,
  down,
  first,
  isDirect,
  listOf,
  relationOf,
  relations,
} from './points.mjs';

const columnsOfTriage = [
  ['Relation', ([point]) => relations[relationOf[point]].n],
  ['Column', ([point]) => columnOf(point)[0]],
  ['Type', ([point]) => columnOf(point)[1]],
  ['Personal data', ([point]) => columnOf(point)[2]],
  ['Verdict', ([, verdict]) => verdict],
  ['Values arrive in', ([, , values]) => values.join(', '), ([, , values]) => values],
  ['Decides in', ([, , , decides]) => decides.join(', '), ([, , , decides]) => decides],
  ['Steps', ([, , , , hops]) => (hops < 0 ? '' : hops)],
];
const triage = { words: '', verdict: '', only: 'source', sort: 0, back: false, most: 300 };
let usage = [];

/** For each column that is in no end: [point, verdict, ends that its values arrive in, ends that it only decides in, steps to the nearest]. */
function usageOfColumns() {
  const number = new Map(data.ends.map((r, index) => [r, index]));
  const arrivals = new Map();
  const nowhere = { values: 0n, all: 0n, hops: -1 };
  for (let r = relations.length - 1; r >= 0; r--) {
    for (const point of [columnCount + r, ...relations[r].c.map((_, c) => first[r] + c)]) {
      let [values, all, hops] = [0n, 0n, -1];
      for (const [other, subtype] of listOf(down, point)) {
        const end = number.get(relationOf[other]);
        const here = end === undefined ? 0n : 1n << BigInt(end);
        const further = arrivals.get(other) ?? nowhere;
        all |= here | further.all;
        if (isDirect(subtype)) values |= here | further.values;
        const distance = end !== undefined ? 1 : further.hops < 0 ? -1 : further.hops + 1;
        if (distance > 0 && (hops < 0 || distance < hops)) hops = distance;
      }
      arrivals.set(point, { values, all, hops });
    }
  }
  const names = (bits) =>
    data.ends
      .filter((_, index) => (bits >> BigInt(index)) & 1n)
      .map((r) => relations[r].n)
      .sort();
  const result = [];
  for (let point = 0; point < columnCount; point++) {
    if (number.has(relationOf[point])) continue;
    const { values, all, hops } = arrivals.get(point);
    const verdict =
      values !== 0n
        ? 'used'
        : all !== 0n
          ? 'decides'
          : data.notRead.length > 0
            ? 'unknown'
            : down.start[point + 1] > down.start[point]
              ? 'dead end'
              : 'unread';
    result.push([point, verdict, names(values), names(all & ~values), hops]);
  }
  return result;
}

/** Fills the second tab; called once. */
export function showTriage() {
  usage = usageOfColumns();
  const page = element('triage');
  const bar = document.createElement('div');
  bar.className = 'bar';
  const find = document.createElement('input');
  find.type = 'search';
  find.placeholder = 'Filter';
  find.setAttribute('aria-label', 'Filter the table');
  find.addEventListener('input', () => {
    triage.words = find.value.toLowerCase();
    fillTable();
  });
  const choose = (label, values, key) => {
    const select = document.createElement('select');
    select.setAttribute('aria-label', label);
    select.append(new Option(`${label}: all`, ''), ...values.map((value) => new Option(value, value)));
    select.value = triage[key];
    select.addEventListener('change', () => {
      triage[key] = select.value;
      fillTable();
    });
    return select;
  };
  const save = (label, name, type, make) => {
    const button = text('button', label);
    button.type = 'button';
    button.addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([make()], { type }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    return button;
  };
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  bar.append(
    find,
    choose('Of', distinct(relations.map((relation) => relation.t)), 'only'),
    choose('Verdict', distinct(usage.map(([, verdict]) => verdict)), 'verdict'),
    save('CSV', 'triage.csv', 'text/csv', () =>
      csvRows()
        .map((row) => `${row.map((cell) => quoted(String(cell))).join(',')}\r\n`)
        .join(''),
    ),
    save('JSON', 'triage.json', 'application/json', () => JSON.stringify(triageDocument(), null, 2)),
  );
  const read = `${relations.length} relations and ${columnCount} columns were read`;
  const coverage = document.createElement('div');
  const isWhole = data.notRead.length === 0 && data.partlyRead.length === 0;
  coverage.append(
    text(
      'p',
      isWhole
        ? `${read}, which is all.`
        : `${read}, but not all: what was not read may read any column, so nothing is called unread; what was read in part counts as reading everything below it.`,
      'quiet',
    ),
    ...gaps(),
  );
  const dead = text(
    'p',
    data.notRead.length > 0
      ? 'What is dead cannot be said.'
      : data.dead.length === 0
        ? 'No relation is dead.'
        : `Dead, could be dropped together: ${data.dead.join(', ')}.`,
  );
  const table = document.createElement('table');
  table.innerHTML = '<thead><tr></tr></thead><tbody></tbody>';
  columnsOfTriage.forEach(([name], index) => {
    const head = document.createElement('th');
    const button = text('button', name, 'sort');
    button.type = 'button';
    button.addEventListener('click', () => {
      triage.back = triage.sort === index && !triage.back;
      triage.sort = index;
      fillTable();
    });
    head.append(button);
    table.tHead.rows[0].append(head);
  });
  page.append(text('h2', 'What becomes of each column'), coverage, dead, bar, table);
  fillTable();
}
/** The rows that are shown, in the form of `lode lineage --format triage`. */
function triageDocument() {
  return {
    formatVersion: '1.0',
    project: data.title,
    coverage: {
      relations: relations.length,
      columns: columnCount,
      notRead: data.notRead,
      partlyRead: data.partlyRead,
    },
    columns: rowsOfTriage().map(([point, verdict, values, decides, hops]) => {
      const [column, type, pii] = columnOf(point);
      const { n: relation, t: relationType } = relations[relationOf[point]];
      const reached = { valuesArriveIn: values, decides, hops: hops < 0 ? null : hops };
      return { relation, relationType, column, type, pii: pii === '' ? null : pii, verdict, ...reached };
    }),
    deadRelations: data.notRead.length > 0 ? null : data.dead,
  };
}

/** The same in the form of `lode lineage --format csv`. */
function csvRows() {
  const heads = 'relation relation_type column type pii verdict values_arrive_in decides hops note';
  return [
    heads.split(' '),
    ...triageDocument().columns.map((one) => [
      ...[one.relation, one.relationType, one.column, one.type, one.pii ?? '', one.verdict],
      ...[one.valuesArriveIn.join(' '), one.decides.join(' '), one.hops ?? '', ''],
    ]),
    ...data.notRead.map(({ relation, type, file, reason }) => [
      ...[relation, type, '', '', '', 'not read', '', '', ''],
      `${file}: ${reason}`,
    ]),
    ...data.partlyRead.map((reason) => ['', '', '', '', '', 'partly read', '', '', '', reason]),
  ];
}

function rowsOfTriage() {
  const cell = columnsOfTriage[triage.sort][1];
  const sign = triage.back ? -1 : 1;
  return usage
    .filter(
      (one) =>
        (triage.only === '' || relations[relationOf[one[0]]].t === triage.only) &&
        (triage.verdict === '' || one[1] === triage.verdict) &&
        (triage.words === '' ||
          columnsOfTriage.some(([, value]) => String(value(one)).toLowerCase().includes(triage.words))),
    )
    .sort((a, b) => {
      const [x, y] = [cell(a), cell(b)];
      return (
        sign *
        (typeof x === 'number' && typeof y === 'number'
          ? x - y
          : String(x) < String(y)
            ? -1
            : String(x) > String(y)
              ? 1
              : 0)
      );
    });
}
/** A few names, the rest on demand. */
function listCell(names) {
  const few = 4;
  const cell = text('td', names.slice(0, few).join(', '));
  if (names.length > few) {
    const rest = document.createElement('details');
    rest.append(text('summary', `and ${names.length - few} more`), text('span', names.slice(few).join(', ')));
    cell.append(rest);
  }
  return cell;
}
function fillTable() {
  const body = element('triage').querySelector('tbody');
  const rows = rowsOfTriage();
  body.replaceChildren(
    ...rows.slice(0, triage.most).map((one) => {
      const row = document.createElement('tr');
      row.append(
        ...columnsOfTriage.map(([, value, list]) =>
          list ? listCell(list(one)) : text('td', String(value(one))),
        ),
      );
      return row;
    }),
  );
  if (rows.length <= triage.most) return;
  const row = document.createElement('tr');
  const more = text('button', `${rows.length - triage.most} more`);
  more.addEventListener('click', () => {
    triage.most += 1000;
    fillTable();
  });
  const cell = text('td', '');
  cell.colSpan = columnsOfTriage.length;
  cell.append(more);
  row.append(cell);
  body.append(row);
}
