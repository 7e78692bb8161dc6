// The lineage page: its map, what is highlighted on it, search and filters. Runs in a browser, after the modules that it names were put in front of it.
import { arrange } from './arrange.mjs';
import { distinct, element, gaps, text } from './pieces.mjs';
import {
  columnCount,
  columnOf,
  data,
  down,
  first,
  isDirect,
  isRows,
  listOf,
  nameOf,
  pointCount,
  reads,
  relationOf,
  relations,
  rowsSubtype,
  up,
} from './points.mjs';
import { showTriage } from './triage.mjs';

// ---- What is shown -----------------------------------------------------------------------------------------------------------------
const cardWidth = 240;
const headHeight = 34;
const rowHeight = 20;
const mostRows = 12;
const gap = 22;
const step = cardWidth + 140;
const filters = { layer: '', tag: '', owner: '', kind: '', pii: false, indirect: true };
const expanded = new Set();
let cards = []; // {r, x, y, w, h, points}
/** Shelves from top to bottom, on each its parts {first: column, stacks}, in each stack the cards as {r, y}. */
let shelves = [];
let cardOf = new Map();
const camera = { x: 24, y: 24, z: 1 };
let pinned = null;
let hovered = null;
/** Each point's state under the highlight: side, and whether values flow all the way; `reached` lists those that have one. */
const state = new Uint8Array(pointCount);
const [upSide, downSide, straight] = [1, 2, 4];
let reached = [];

function passes(relation) {
  return (
    (filters.layer === '' || relation.l === filters.layer) &&
    (filters.tag === '' || relation.g.includes(filters.tag)) &&
    (filters.owner === '' || relation.o === filters.owner) &&
    (filters.kind === '' || relation.k === filters.kind) &&
    (!filters.pii || relation.c.some((column) => column[2] !== ''))
  );
}

/** Parts that hang together under each other, the largest first, each with its layers side by side; then, in rows, what stands alone. */
function layout() {
  const shown = relations.map((relation, r) => (passes(relation) ? r : -1)).filter((r) => r >= 0);
  const visible = new Set(shown);
  const { parts, loose } = arrange(
    shown,
    (r) => [...(reads.get(r) ?? [])].filter((source) => visible.has(source)),
    (r) => makeCard(r, 0, 0).h,
    gap,
  );
  const blocks = parts.map((layers) => layers.map((layer) => layer.map(({ node, y }) => ({ r: node, y }))));
  const across = Math.max(6, ...parts.map((layers) => layers.length));
  if (loose.length > 0) {
    blocks.push(
      Array.from({ length: Math.min(across, loose.length) }, (_, column) =>
        loose.filter((_, index) => index % across === column).map((r) => ({ r, y: 0 })),
      ),
    );
  }
  shelves = onShelves(blocks);
  cardOf = new Map();
  place();
}

/** Parts side by side as long as there is room in the width of a picture of all. */
function onShelves(blocks) {
  const heightOf = (stacks) =>
    Math.max(
      ...stacks.map((stack) => stack.reduce((most, { r, y }) => Math.max(most, y + makeCard(r, 0, 0).h), 0)),
    );
  const area = blocks.reduce((sum, stacks) => sum + stacks.length * step * heightOf(stacks), 0);
  const most = Math.max(Math.sqrt(1.8 * area) / step, ...blocks.map((stacks) => stacks.length));
  const made = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const stacks of blocks) {
    if (taken + stacks.length > most) {
      made.push([]);
      taken = 0;
    }
    made.at(-1).push({ first: taken, stacks });
    taken += stacks.length;
  }
  return made;
}

/** Gives every card its place: where it was arranged, or lower where those over it have grown. A card that is there already is moved, not made again. */
function place() {
  let top = 0;
  for (const shelf of shelves) {
    let bottom = top;
    for (const { first: firstColumn, stacks } of shelf) {
      for (const [column, stack] of stacks.entries()) {
        let free = top;
        for (const { r, y: wished } of stack) {
          const y = Math.max(free, top + wished);
          const known = cardOf.get(r);
          const card = makeCard(r, (firstColumn + column) * step, y);
          if (known !== undefined && known.h === card.h) known.y = y;
          else cardOf.set(r, card);
          free = y + card.h + gap;
        }
        bottom = Math.max(bottom, free - gap);
      }
    }
    top = bottom + 3 * gap;
  }
  cards = [...cardOf.values()];
}

/** Shows all columns of a card: what stands under it gives way, nothing is arranged anew. */
function expand(r) {
  expanded.add(r);
  place();
}

function makeCard(r, x, y) {
  const count = relations[r].c.length;
  const all = expanded.has(r) || count <= mostRows + 1;
  const points = Array.from({ length: all ? count : mostRows }, (_, c) => first[r] + c);
  return { r, x, y, w: cardWidth, h: headHeight + rowHeight * (points.length + (all ? 0 : 1)) + 2, points };
}

/** Where an edge meets a point: the middle of its row, of the row "more", or of the card's head for the set of rows. */
function heightOf(point) {
  const card = cardOf.get(relationOf[point]);
  if (isRows(point)) return card.y + headHeight / 2;
  const index = Math.min(point - first[card.r], card.points.length);
  return card.y + headHeight + rowHeight * index + rowHeight / 2;
}

// ---- Highlighting ------------------------------------------------------------------------------------------------------------------
function highlight(point) {
  for (const old of reached) state[old] = 0;
  reached = [];
  if (point === null) return;
  walk(point, up, upSide);
  walk(point, down, downSide);
}

/** Breadth first; a point counts as straight if any way to it is. */
function walk(origin, { start, other, code }, side) {
  let level = [[origin, true]];
  while (level.length > 0) {
    const next = [];
    for (const [at, direct] of level) {
      for (let edge = start[at]; edge < start[at + 1]; edge++) {
        const flows = isDirect(code[edge] % 16);
        if (!flows && !filters.indirect) continue;
        const to = other[edge];
        const here = direct && flows;
        if (to === origin || (state[to] !== 0 && (state[to] & straight || !here))) continue;
        if (state[to] === 0) reached.push(to);
        state[to] = side | (here ? straight : 0);
        next.push([to, here]);
      }
    }
    level = next;
  }
}

// ---- Drawing: only what the window shows ---------------------------------------------------------------------------------------------
const stage = element('stage');
const holder = element('cards');
const canvas = element('lines');
const drawn = new Map(); // relation → element
let waiting = false;
let colours = null;

function render() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

function draw() {
  const { clientWidth: width, clientHeight: height } = stage;
  const view = { left: -camera.x / camera.z, top: -camera.y / camera.z };
  view.right = view.left + width / camera.z;
  view.bottom = view.top + height / camera.z;
  holder.style.transform = `translate(${camera.x}px, ${camera.y}px) scale(${camera.z})`;
  const active = pinned ?? hovered;
  const touched = new Set(reached.map((point) => relationOf[point]));
  if (active !== null) touched.add(relationOf[active]);
  const visible = new Set();
  for (const card of cards) {
    const inside =
      card.x < view.right &&
      card.x + card.w > view.left &&
      card.y < view.bottom &&
      card.y + card.h > view.top;
    if (!inside) continue;
    visible.add(card.r);
    if (!isReadable()) continue;
    let node = drawn.get(card.r);
    if (node === undefined || node.card !== card) {
      node?.remove();
      node = cardElement(card);
      drawn.set(card.r, node);
      holder.append(node);
    }
    node.style.top = `${card.y}px`;
    node.classList.toggle('dim', active !== null && !touched.has(card.r));
    for (const row of node.rows) row.className = classOf(row.point, active);
  }
  for (const [r, node] of drawn) {
    if (visible.has(r) && isReadable()) continue;
    node.remove();
    drawn.delete(r);
  }
  drawLines(width, height, visible, active);
}

/** Below this scale no text can be read: cards are drawn on the canvas, as they are many. */
const isReadable = () => camera.z >= 0.3;

function classOf(point, active) {
  if (point === active) return 'row self';
  if (state[point] === 0) return 'row';
  return `row ${state[point] & upSide ? 'up' : 'down'}${state[point] & straight ? '' : ' indirect'}`;
}

function cardElement(card) {
  const relation = relations[card.r];
  const node = document.createElement('section');
  node.className = 'card';
  node.card = card;
  Object.assign(node.style, {
    left: `${card.x}px`,
    top: `${card.y}px`,
    width: `${card.w}px`,
    height: `${card.h}px`,
  });
  const head = document.createElement('h2');
  head.textContent = relation.n;
  const kind = document.createElement('small');
  kind.textContent = [relation.k || relation.t, relation.l].join(' · ');
  head.append(kind);
  head.point = columnCount + card.r;
  node.append(head);
  node.rows = card.points.map((point) => {
    const row = document.createElement('div');
    row.className = 'row';
    row.point = point;
    const [name, type, pii] = columnOf(point);
    const label = document.createElement('b');
    label.textContent = name;
    const detail = document.createElement('i');
    detail.textContent = type;
    row.append(label);
    if (pii !== '') {
      const tag = document.createElement('span');
      tag.className = 'pii';
      tag.textContent = `pii ${pii}`;
      row.append(tag);
    }
    row.append(detail);
    node.append(row);
    return row;
  });
  const hidden = relation.c.length - card.points.length;
  if (hidden > 0) {
    const more = document.createElement('div');
    more.className = 'row more';
    more.textContent = `… ${hidden} more`;
    more.expands = card.r;
    node.append(more);
  }
  return node;
}

function drawLines(width, height, visible, active) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
  }
  colours ??= readColours();
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(ratio * camera.z, 0, 0, ratio * camera.z, ratio * camera.x, ratio * camera.y);
  if (active === null) {
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1.2;
    pen.setLineDash([]);
    pen.beginPath();
    for (const [reader, sources] of reads) {
      const to = cardOf.get(reader);
      if (to === undefined) continue;
      for (const source of sources) {
        const from = cardOf.get(source);
        if (from === undefined || (!visible.has(reader) && !visible.has(source))) continue;
        curve(pen, from.x + from.w, from.y + headHeight / 2, to.x, to.y + headHeight / 2);
      }
    }
    pen.stroke();
    if (!isReadable()) drawCards(pen, visible, active);
    return;
  }
  // One path for each way of drawing: a stroke costs more than a curve.
  const drawSteps = ({ start, other, code }, side, forward, direct) => {
    pen.strokeStyle = side === upSide ? colours.up : colours.down;
    pen.lineWidth = direct ? 2 : 1;
    pen.setLineDash(direct ? [] : [4, 4]);
    pen.beginPath();
    for (const point of [active, ...reached]) {
      if (point !== active && !(state[point] & side)) continue;
      for (let edge = start[point]; edge < start[point + 1]; edge++) {
        if (isDirect(code[edge] % 16) !== direct || !(state[other[edge]] & side)) continue;
        const [from, to] = forward ? [point, other[edge]] : [other[edge], point];
        const [a, b] = [cardOf.get(relationOf[from]), cardOf.get(relationOf[to])];
        if (a === undefined || b === undefined || (!visible.has(a.r) && !visible.has(b.r))) continue;
        curve(pen, a.x + a.w, heightOf(from), b.x, heightOf(to));
      }
    }
    pen.stroke();
  };
  for (const direct of [false, true]) {
    drawSteps(up, upSide, false, direct);
    drawSteps(down, downSide, true, direct);
  }
  if (!isReadable()) drawCards(pen, visible, active);
}

/** Cards from afar: a plate each, its reached columns as stripes, and the name of the model where there is room for it. */
function drawCards(pen, visible, active) {
  pen.setLineDash([]);
  pen.lineWidth = 1 / camera.z;
  const size = Math.min(60, 11 / camera.z);
  pen.font = `${size}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  const touched = new Set(reached.map((point) => relationOf[point]));
  if (active !== null) touched.add(relationOf[active]);
  for (const card of cards) {
    if (!visible.has(card.r)) continue;
    pen.globalAlpha = active === null || touched.has(card.r) ? 1 : 0.35;
    pen.fillStyle = colours.card;
    pen.strokeStyle = colours.line;
    pen.fillRect(card.x, card.y, card.w, card.h);
    pen.strokeRect(card.x, card.y, card.w, card.h);
    if (card.h * camera.z < 14) continue;
    pen.fillStyle = colours.ink;
    pen.save();
    pen.beginPath();
    pen.rect(card.x, card.y, card.w, card.h);
    pen.clip();
    pen.fillText(relations[card.r].n, card.x + size / 3, card.y + size / 3);
    pen.restore();
  }
  pen.globalAlpha = 1;
  for (const point of active === null ? [] : [active, ...reached]) {
    const card = cardOf.get(relationOf[point]);
    if (card === undefined || !visible.has(card.r)) continue;
    pen.fillStyle = point === active ? colours.mark : state[point] & upSide ? colours.up : colours.down;
    const height = Math.max(rowHeight / 2, 2 / camera.z);
    pen.fillRect(card.x, heightOf(point) - height / 2, card.w, height);
  }
}

function curve(pen, x1, y1, x2, y2) {
  const bend = Math.max(40, Math.abs(x2 - x1) / 2);
  pen.moveTo(x1, y1);
  pen.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ['line', 'up', 'down', 'mark', 'card', 'ink'].map((name) => [
      name,
      style.getPropertyValue(`--${name}`).trim(),
    ]),
  );
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  colours = null;
  render();
});

// ---- Choosing ----------------------------------------------------------------------------------------------------------------------
function pin(point, move) {
  pinned = point;
  hovered = null;
  highlight(point);
  showPanel(point);
  if (point !== null && move) centre(point);
  render();
}

function centre(point) {
  const r = relationOf[point];
  const relation = relations[r];
  if (!cardOf.has(r)) {
    clearFilters();
    layout();
  }
  if (!isRows(point) && point - first[r] >= cardOf.get(r).points.length && relation.c.length > mostRows) {
    expand(r);
  }
  const card = cardOf.get(r);
  camera.z = Math.max(camera.z, 0.8);
  camera.x = stage.clientWidth / 2 - (card.x + card.w / 2) * camera.z;
  camera.y = stage.clientHeight / 2 - heightOf(point) * camera.z;
}

function showPanel(point) {
  const panel = element('panel');
  panel.replaceChildren();
  if (point === null) {
    panel.append(
      text(
        'p',
        'Point at a column to see where it comes from (blue) and where it goes (orange). Solid lines carry values, dashed ones only decide. Click to keep it.',
        'quiet',
      ),
    );
    panel.append(...gaps());
    return;
  }
  panel.append(text('h2', nameOf(point)));
  if (!isRows(point)) {
    const [, type, pii, expression, line] = columnOf(point);
    panel.append(text('div', type, 'quiet'));
    if (pii !== '') panel.append(text('div', `personal data: ${pii}`, 'pii'));
    if (expression)
      panel.append(text('h3', `${relations[relationOf[point]].f}:${line}`), text('pre', expression));
  }
  panel.append(
    ...steps('Comes from', listOf(up, point), true),
    ...steps('Decided by', listOf(up, point), false),
  );
  const rows = columnCount + relationOf[point];
  if (!isRows(point)) panel.append(...steps('Its rows are decided by', listOf(up, rows), false));
  panel.append(
    ...steps('Becomes part of', listOf(down, point), true),
    ...steps('Decides', listOf(down, point), false),
  );
  const above = reached.filter((other) => state[other] & upSide).length;
  panel.append(text('p', `${above} upstream, ${reached.length - above} downstream in all.`, 'quiet'));
}

function steps(title, list, direct) {
  const chosen = list.filter(([, subtype]) => isDirect(subtype) === direct);
  if (chosen.length === 0) return [];
  const items = document.createElement('ul');
  for (const [other, subtype, masked] of chosen.slice(0, 200)) {
    const item = document.createElement('li');
    const button = text('button', nameOf(other));
    button.type = 'button';
    button.addEventListener('click', () => pin(other, true));
    const use = subtype === rowsSubtype ? '' : ` ${data.subtypes[subtype].toLowerCase()}`;
    item.append(button, text('small', `${use}${masked ? ' masked' : ''}`));
    items.append(item);
  }
  return [text('h3', `${title} (${chosen.length})`), items];
}

// ---- Pointer and keys ----------------------------------------------------------------------------------------------------------------
/** The column, or the rows, under the pointer: of the element there, else of the card that is drawn there. */
function pointAt(event) {
  if (isReadable()) return event.target.closest?.('.row, h2')?.point ?? null;
  const box = stage.getBoundingClientRect();
  const x = (event.clientX - box.left - camera.x) / camera.z;
  const y = (event.clientY - box.top - camera.y) / camera.z;
  const card = cards.find((one) => x >= one.x && x < one.x + one.w && y >= one.y && y < one.y + one.h);
  if (card === undefined) return null;
  return card.points[Math.floor((y - card.y - headHeight) / rowHeight)] ?? columnCount + card.r;
}
stage.addEventListener('pointermove', (event) => {
  if (pinned !== null || dragging !== null) return;
  const point = pointAt(event);
  if (point === hovered) return;
  hovered = point;
  highlight(point);
  showPanel(point);
  render();
});
let dragging = null;
stage.addEventListener('pointerdown', (event) => {
  dragging = { x: event.clientX - camera.x, y: event.clientY - camera.y, moved: false, target: event.target };
});
stage.addEventListener('pointermove', (event) => {
  if (dragging === null) return;
  const [x, y] = [event.clientX - dragging.x, event.clientY - dragging.y];
  if (!dragging.moved && Math.hypot(x - camera.x, y - camera.y) < 4) return;
  dragging.moved = true;
  stage.classList.add('dragging');
  Object.assign(camera, { x, y });
  render();
});
window.addEventListener('pointerup', (event) => {
  if (dragging === null) return;
  const { moved, target } = dragging;
  dragging = null;
  stage.classList.remove('dragging');
  if (moved) return;
  const row = target.closest?.('.more');
  if (row) {
    expand(row.expands);
    return render();
  }
  if (stage.contains(target)) pin(pointAt(event), false);
});
stage.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
    else {
      camera.x -= event.deltaX;
      camera.y -= event.deltaY;
    }
    render();
  },
  { passive: false },
);

function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const z = Math.min(2, Math.max(0.03, camera.z * factor));
  camera.x = x - ((x - camera.x) * z) / camera.z;
  camera.y = y - ((y - camera.y) * z) / camera.z;
  camera.z = z;
}

function showAll() {
  const right = Math.max(1, ...cards.map((card) => card.x + card.w));
  const bottom = Math.max(1, ...cards.map((card) => card.y + card.h));
  camera.z = Math.min(
    1,
    Math.max(0.03, Math.min((stage.clientWidth - 48) / right, (stage.clientHeight - 48) / bottom)),
  );
  Object.assign(camera, { x: 24, y: 24 });
}

window.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, select');
  if (event.key === '/' && !typing) {
    event.preventDefault();
    return element('search').focus();
  }
  if (event.key === 'Escape') {
    element('matches').hidden = true;
    return pin(null, false);
  }
  if (typing || event.target !== stage) return;
  const keys = {
    '+': () => zoom(1.25),
    '=': () => zoom(1.25),
    '-': () => zoom(0.8),
    0: showAll,
    ArrowUp: () => walkColumn(-1),
    ArrowDown: () => walkColumn(1),
    ArrowLeft: () => walkEdge(up),
    ArrowRight: () => walkEdge(down),
  };
  if (keys[event.key] === undefined) return;
  event.preventDefault();
  keys[event.key]();
  render();
});

function walkColumn(step) {
  if (pinned === null) {
    if (cards.length > 0) pin(cards[0].points[0] ?? columnCount + cards[0].r, true);
    return;
  }
  const r = relationOf[pinned];
  const at = isRows(pinned) ? -1 : pinned - first[r];
  const next = Math.min(relations[r].c.length - 1, Math.max(-1, at + step));
  pin(next < 0 ? columnCount + r : first[r] + next, true);
}

function walkEdge(edges) {
  const list = pinned === null ? [] : listOf(edges, pinned);
  const next = list.find(([, subtype]) => isDirect(subtype)) ?? list[0];
  if (next !== undefined) pin(next[0], true);
}

// ---- Search ------------------------------------------------------------------------------------------------------------------------
const search = element('search');
const matches = element('matches');
const names = Array.from({ length: columnCount }, (_, point) => nameOf(point).toLowerCase());
let chosen = 0;
let found = [];
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  found = [];
  if (words.length > 0) {
    relations.forEach((relation, r) => {
      if (found.length < 40 && words.every((word) => relation.n.toLowerCase().includes(word)))
        found.push(columnCount + r);
    });
    for (let point = 0; point < columnCount && found.length < 60; point++) {
      if (words.every((word) => names[point].includes(word))) found.push(point);
    }
  }
  chosen = 0;
  showMatches();
});
function showMatches() {
  matches.replaceChildren(
    ...found.map((point, index) => {
      const item = text('li', isRows(point) ? relations[relationOf[point]].n : nameOf(point));
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(index === chosen));
      item.addEventListener('pointerdown', () => take(index));
      return item;
    }),
  );
  matches.hidden = found.length === 0;
}
function take(index) {
  if (found[index] === undefined) return;
  matches.hidden = true;
  showPage('map');
  pin(found[index], true);
  stage.focus();
}
search.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') chosen = Math.min(found.length - 1, chosen + 1);
  else if (event.key === 'ArrowUp') chosen = Math.max(0, chosen - 1);
  else if (event.key === 'Enter') return take(chosen);
  else return;
  event.preventDefault();
  showMatches();
  matches.children[chosen]?.scrollIntoView({ block: 'nearest' });
});
search.addEventListener('blur', () => {
  matches.hidden = true;
});

// ---- Filters -----------------------------------------------------------------------------------------------------------------------
const form = element('filters');
for (const [name, label, values] of [
  ['layer', 'Layer', distinct(relations.map((relation) => relation.l))],
  ['kind', 'Kind', distinct(relations.map((relation) => relation.k))],
  ['tag', 'Tag', distinct(relations.flatMap((relation) => relation.g))],
  ['owner', 'Owner', distinct(relations.map((relation) => relation.o))],
]) {
  if (values.length < 2 && name !== 'tag') continue;
  if (values.length === 0) continue;
  const select = document.createElement('select');
  select.name = name;
  select.setAttribute('aria-label', label);
  select.append(new Option(`${label}: all`, ''), ...values.map((value) => new Option(value, value)));
  select.addEventListener('change', () => {
    filters[name] = select.value;
    refilter();
  });
  form.append(select);
}
for (const [name, label] of [
  ['pii', 'personal data only'],
  ['indirect', 'show what decides'],
]) {
  const box = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.name = name;
  input.checked = filters[name];
  input.addEventListener('change', () => {
    filters[name] = input.checked;
    refilter();
  });
  box.append(input, ` ${label}`);
  form.append(box);
}
function refilter() {
  layout();
  highlight(pinned);
  render();
}
function clearFilters() {
  Object.assign(filters, { layer: '', tag: '', owner: '', kind: '', pii: false });
  for (const control of form.elements) {
    if (control.type === 'checkbox') control.checked = filters[control.name];
    else control.value = '';
  }
}

// ---- Pages -------------------------------------------------------------------------------------------------------------------------
function showPage(name) {
  for (const page of ['map', 'triage']) {
    element(page).hidden = page !== name;
    element(`tab-${page}`).setAttribute('aria-selected', String(page === name));
  }
  if (name === 'triage' && element('triage').childElementCount === 0) showTriage();
  if (name === 'map') render();
}
element('tab-map').addEventListener('click', () => showPage('map'));
element('tab-triage').addEventListener('click', () => showPage('triage'));
new ResizeObserver(render).observe(stage);

layout();
showAll();
showPanel(null);
render();
performance.mark('lineage-ready');
// For measuring from outside: highlights a column by name and says how long it took until it was drawn.
globalThis.lineage = {
  select(name) {
    const point = names.indexOf(name.toLowerCase());
    const start = performance.now();
    pin(point < 0 ? null : point, true);
    draw();
    return performance.now() - start;
  },
};
