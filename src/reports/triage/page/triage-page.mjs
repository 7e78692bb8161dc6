// The table of objects: filtered, sorted, with the reasons of every number under a row.
const data = JSON.parse(document.getElementById('data').textContent);
const useWords = {
  read: 'read',
  declared: 'declared consumer',
  reached: 'needed further on',
  not_seen: 'no read seen',
  unknown: 'not known',
};
const columns = [
  ['object', 'Object', (row) => row.object],
  ['kind', 'Kind', (row) => row.kind],
  ['owner', 'Owner', (row) => row.owner ?? ''],
  ['wave', 'Wave', (row) => row.wave ?? ''],
  ['layer', 'Layer', (row) => row.layer],
  ['effort', 'Effort', (row) => `${row.effort} (${row.points})`, (row) => row.points],
  [
    'use',
    'Use',
    (row) =>
      row.use === 'declared' ? `${useWords.declared}: ${row.declared.join(', ')}` : useWords[row.use],
  ],
  ['queries', 'Queries', (row) => row.queries],
  ['lastUse', 'Last use', (row) => (row.lastUse ?? '').slice(0, 10)],
  ['consumers', 'Consumers', (row) => row.consumers.length],
  ['upstream', 'Needs', (row) => row.upstream],
  ['downstream', 'Needed by', (row) => row.downstream],
  ['pii', 'Personal data', (row) => row.pii.join(', ')],
  ['confidence', 'Understood', (row) => row.confidence],
  ['decision', 'Decision', (row) => row.decision],
  ['model', 'Model', (row) => row.model ?? ''],
  ['parity', 'Parity', (row) => (row.parity === 'none' ? '' : row.parity)],
];
const choices = ['wave', 'owner', 'kind', 'layer', 'use', 'decision', 'parity'];
const state = { words: '', chosen: {}, sort: 'wave', back: false, most: 200, open: new Set() };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

const keyOf = (row, key) => String(row[key] ?? '');

function drawFilters() {
  const search = element('input', {
    type: 'search',
    placeholder: 'Find an object, owner or consumer',
    'aria-label': 'Find an object, owner or consumer',
    oninput: (event) => change({ words: event.target.value.toLowerCase() }),
  });
  const selects = choices.map((key) => {
    const values = [...new Set(data.map((row) => keyOf(row, key)))].sort((one, other) =>
      one.localeCompare(other, 'en', { numeric: true }),
    );
    const name = columns.find(([each]) => each === key)[1];
    return element(
      'label',
      {},
      `${name} `,
      element(
        'select',
        {
          id: `filter-${key}`,
          onchange: (event) => change({ chosen: { ...state.chosen, [key]: event.target.value } }),
        },
        element('option', { value: '*' }, 'all'),
        ...values.map((value) =>
          element('option', { value }, value === '' ? 'none' : key === 'use' ? useWords[value] : value),
        ),
      ),
    );
  });
  const form = document.getElementById('filters');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.append(search, ...selects);
}

function matching() {
  const [, , shown, sorting] = columns.find(([key]) => key === state.sort);
  const by = sorting ?? shown;
  const rows = data.filter(
    (row) =>
      Object.entries(state.chosen).every(([key, value]) => value === '*' || keyOf(row, key) === value) &&
      (state.words === '' ||
        [row.object, row.owner ?? '', row.model ?? '', ...row.consumers].some((text) =>
          text.toLowerCase().includes(state.words),
        )),
  );
  const sign = state.back ? -1 : 1;
  return rows.sort((one, other) => {
    const [a, b] = [by(one), by(other)];
    // What has no value stands last, in whichever order.
    if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
    const order =
      typeof a === 'number' && typeof b === 'number'
        ? a - b
        : String(a).localeCompare(String(b), 'en', { numeric: true });
    return sign * order || one.upstream - other.upstream;
  });
}

/** What has the keyboard keeps it, though the table is made anew. */
function draw() {
  const held = document.activeElement?.dataset?.key;
  drawTable();
  if (held !== undefined)
    [...document.querySelectorAll('#objects [data-key]')].find((each) => each.dataset.key === held)?.focus();
}

function drawTable() {
  const table = document.getElementById('objects');
  table.tHead.replaceChildren(
    element(
      'tr',
      {},
      ...columns.map(([key, name]) =>
        element(
          'th',
          {
            scope: 'col',
            'aria-sort': state.sort === key ? (state.back ? 'descending' : 'ascending') : null,
          },
          element(
            'button',
            {
              type: 'button',
              'data-key': `sort ${key}`,
              onclick: () => change({ sort: key, back: state.sort === key ? !state.back : false }),
            },
            name,
          ),
        ),
      ),
    ),
  );
  const rows = matching();
  table.tBodies[0].replaceChildren(...rows.slice(0, state.most).flatMap(rowElements));
  document.getElementById('found').textContent =
    `${rows.length} of ${data.length} objects${rows.length > state.most ? `, the first ${state.most} shown` : ''}`;
  document.getElementById('more').hidden = rows.length <= state.most;
}

function rowElements(row) {
  const isOpen = state.open.has(row.object);
  const toggle = () => {
    if (isOpen) state.open.delete(row.object);
    else state.open.add(row.object);
    draw();
  };
  const cells = columns.map(([key, , shown]) => {
    if (key === 'object')
      return element(
        'th',
        { scope: 'row' },
        element(
          'button',
          {
            type: 'button',
            'data-key': `row ${row.object}`,
            'aria-expanded': String(isOpen),
            onclick: toggle,
          },
          row.object,
        ),
      );
    const value = shown(row);
    const kind =
      key === 'pii' ? 'personal' : typeof value === 'number' ? 'number' : `${key} ${row[key] ?? ''}`;
    return element('td', { class: kind }, String(value));
  });
  const main = element('tr', { class: isOpen ? 'open' : '' }, ...cells);
  return isOpen ? [main, details(row)] : [main];
}

const placeText = ({ file, line }) => `${file}:${line}`;

function details(row) {
  const list = (name, lines) =>
    lines.length === 0
      ? []
      : [
          element('dt', {}, name),
          element('dd', {}, element('ul', {}, ...lines.map((line) => element('li', {}, line)))),
        ];
  const reasons = row.reasons.map(({ measure, count, points, places }) => {
    const shown = places.slice(0, 5).map(placeText).join(', ');
    const rest = places.length > 5 ? ` and ${places.length - 5} more places` : '';
    return `${points} for ${measure.startsWith('kind') ? measure : `${measure}: ${count}`} (${shown}${rest})`;
  });
  return element(
    'tr',
    { class: 'details' },
    element(
      'td',
      { colspan: String(columns.length) },
      element(
        'dl',
        {},
        ...list('Written in', [placeText(row.place)]),
        ...list(`Effort: ${row.points}`, reasons),
        ...list('Needs', withFurther(row, 'reads')),
        ...list('Needed by', withFurther(row, 'readBy')),
        ...list('Consumers', row.consumers),
        ...list(
          'Read by',
          row.readers.map(
            ({ user, queries, lastRead, places }) =>
              `${user}: ${queries}, last ${lastRead.slice(0, 10)}${places.length === 0 ? '' : ` (${places.map(placeText).join(', ')})`}`,
          ),
        ),
        ...list(
          'Decided',
          row.decision === 'undecided'
            ? []
            : [[row.decision, row.into, row.decidedOn, row.reason].filter((part) => part).join(', ')],
        ),
        ...list('Model', row.model === null ? [] : [`${row.model}, ${row.tests} unit tests`]),
      ),
    ),
  );
}

const byObject = new Map(data.map((row) => [row.object, row]));

/** What lies one step away, then what lies on behind that: the number in the table counts both. */
function withFurther(row, step) {
  const seen = new Set([row.object, ...row[step]]);
  const further = [];
  const waiting = [...row[step]];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
    for (const next of byObject.get(id)?.[step] ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        further.push(next);
        waiting.push(next);
      }
  if (further.length === 0) return row[step];
  const rest = further.length > 50 ? ` and ${further.length - 50} more` : '';
  return [...row[step], `further on: ${further.slice(0, 50).join(', ')}${rest}`];
}

function change(next) {
  Object.assign(state, next);
  draw();
}

drawFilters();
draw();
document.getElementById('more').addEventListener('click', () => change({ most: state.most + 500 }));
for (const link of document.querySelectorAll('[data-wave]'))
  link.addEventListener('click', () => {
    const select = document.getElementById('filter-wave');
    select.value = link.dataset.wave;
    change({ chosen: { ...state.chosen, wave: link.dataset.wave } });
  });
