// The order of cards: a layered drawing (Sugiyama) in five steps: parts that hang together apart from each other, layers by the longest way from a source, bends for edges that pass
// layers, then sweeps that bring each card near to its neighbours and keep the order with the fewest crossings. See docs/decisions/0006-own-layout-of-the-page.md.

/** Past so many bends, edges over many layers go without: they cost more than they tell. */
const mostBends = 20_000;
const mostSweeps = 24;
const patience = 5;

/**
 * `nodes`: numbers, each after those that it reads. `readsOf(node)`: the nodes among them that it reads; `heightOf(node)`: how much room it takes, `gap` the room between two. Gives
 * the parts that hang together, the largest first, each as its layers from left to right and in each the nodes from top to bottom as {node, y}, from 0 on; and the nodes that
 * neither read nor are read.
 */
export function arrange(nodes, readsOf, heightOf, gap) {
  const loose = [];
  const parts = [];
  for (const part of connected(nodes, readsOf)) {
    if (part.length === 1) loose.push(part[0]);
    else parts.push(part);
  }
  parts.sort((a, b) => b.length - a.length || a[0] - b[0]);
  return { parts: parts.map((part) => placed(part, readsOf, heightOf, gap)), loose };
}

function connected(nodes, readsOf) {
  const parent = new Map(nodes.map((node) => [node, node]));
  const root = (node) => {
    let at = node;
    while (parent.get(at) !== at) {
      parent.set(at, parent.get(parent.get(at)));
      at = parent.get(at);
    }
    return at;
  };
  for (const node of nodes) for (const source of readsOf(node)) parent.set(root(node), root(source));
  const parts = new Map();
  for (const node of nodes) {
    const key = root(node);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [node]);
    else part.push(node);
  }
  return [...parts.values()];
}

/** The layers of one part. Inside, its nodes have the numbers of their places in `part`; numbers past them are bends. */
function placed(part, readsOf, heightOf, gap) {
  const numberOf = new Map(part.map((node, number) => [node, number]));
  const rank = [];
  const above = part.map(() => []);
  const below = part.map(() => []);
  const pairs = [];
  for (const [number, node] of part.entries()) {
    const sources = [...readsOf(node)].map((source) => numberOf.get(source));
    rank.push(sources.reduce((most, source) => Math.max(most, rank[source] + 1), 0));
    for (const source of sources) pairs.push([source, number]);
  }
  pullTowardsReaders(part.length, rank, pairs);
  const join = (from, to) => {
    below[from].push(to);
    above[to].push(from);
  };
  const bends = pairs.reduce((sum, [from, to]) => sum + rank[to] - rank[from] - 1, 0);
  for (const [from, to] of pairs) {
    let last = from;
    for (let layer = rank[from] + 1; bends <= mostBends && layer < rank[to]; layer++) {
      const bend = rank.push(layer) - 1;
      above.push([]);
      below.push([]);
      join(last, bend);
      last = bend;
    }
    join(last, to);
  }
  const layers = firstOrder(part.length, rank, above, below);
  const best = swept(layers, above, below);
  const height = rank.map((_, number) => (number < part.length ? heightOf(part[number]) : 0));
  const middle = middles(best, above, below, height, gap);
  const tops = part.map((_, number) => middle[number] - height[number] / 2);
  const top = Math.min(...tops);
  return best.map((layer) =>
    layer
      .filter((number) => number < part.length)
      .map((number) => ({ node: part[number], y: tops[number] - top })),
  );
}

/** What has more readers than sources moves right, next to the nearest reader: fewer edges pass over layers then. */
function pullTowardsReaders(count, rank, pairs) {
  const balance = new Int32Array(count);
  const nearest = new Array(count).fill(Number.POSITIVE_INFINITY);
  const readersOf = Array.from({ length: count }, () => []);
  for (const [from, to] of pairs) {
    balance[from]++;
    balance[to]--;
    readersOf[from].push(to);
  }
  for (let node = count - 1; node >= 0; node--) {
    for (const reader of readersOf[node]) nearest[node] = Math.min(nearest[node], rank[reader]);
    if (balance[node] > 0) rank[node] = Math.max(rank[node], nearest[node] - 1);
  }
}

/** Each node where a walk from the left comes upon it: what hangs together lies together from the start. */
function firstOrder(count, rank, above, below) {
  const layers = [];
  const seen = new Set();
  for (let first = 0; first < count; first++) {
    if (above[first].length > 0) continue;
    const waiting = [first];
    while (waiting.length > 0) {
      const node = waiting.pop();
      if (seen.has(node)) continue;
      seen.add(node);
      layers[rank[node]] ??= [];
      layers[rank[node]].push(node);
      for (let index = below[node].length - 1; index >= 0; index--) waiting.push(below[node][index]);
    }
  }
  return layers;
}

function swept(first, above, below) {
  let layers = first.map((layer) => [...layer]);
  const place = new Float64Array(above.length);
  const settle = (layer) => {
    for (let index = 0; index < layer.length; index++) place[layer[index]] = index;
  };
  layers.forEach(settle);
  const copy = () => layers.map((layer) => [...layer]);
  let best = copy();
  let fewest = crossings(layers, place, below);
  for (let sweep = 0, idle = 0; sweep < mostSweeps && idle < patience && fewest > 0; sweep++, idle++) {
    const forward = sweep % 2 === 0;
    const near = forward ? above : below;
    for (let step = 1; step < layers.length; step++) {
      const layer = layers[forward ? step : layers.length - 1 - step];
      const middle = new Map(
        layer.map((node) => {
          const others = near[node];
          let sum = 0;
          for (const other of others) sum += place[other];
          return [node, others.length === 0 ? place[node] : sum / others.length];
        }),
      );
      layer.sort((a, b) => middle.get(a) - middle.get(b) || place[a] - place[b]);
      settle(layer);
    }
    const count = crossings(layers, place, below);
    if (count >= fewest) continue;
    fewest = count;
    best = copy();
    idle = -1;
  }
  layers = best;
  layers.forEach(settle);
  swapNeighbours(layers, place, above, below);
  return layers;
}

/** How often edges between neighbouring layers cross: inversions, counted by a Fenwick tree. */
function crossings(layers, place, below) {
  let count = 0;
  for (let at = 0; at + 1 < layers.length; at++) {
    const size = layers[at + 1].length;
    const tree = new Int32Array(size + 1);
    let before = 0;
    for (const node of layers[at]) {
      const ends = below[node].map((end) => place[end]);
      for (const end of ends) {
        let upTo = 0;
        for (let index = end + 1; index > 0; index -= index & -index) upTo += tree[index];
        count += before - upTo;
      }
      for (const end of ends) for (let index = end + 1; index <= size; index += index & -index) tree[index]++;
      before += ends.length;
    }
  }
  return count;
}

/** Swaps cards that lie under each other where fewer edges cross then. */
function swapNeighbours(layers, place, above, below) {
  const crossed = (a, b, near) => {
    let count = 0;
    for (const x of near[a]) for (const y of near[b]) if (place[x] > place[y]) count++;
    return count;
  };
  for (let round = 0; round < 4; round++) {
    let swapped = false;
    for (const layer of layers) {
      for (let index = 0; index + 1 < layer.length; index++) {
        const [a, b] = [layer[index], layer[index + 1]];
        const now = crossed(a, b, above) + crossed(a, b, below);
        if (now === 0 || crossed(b, a, above) + crossed(b, a, below) >= now) continue;
        layer[index] = b;
        layer[index + 1] = a;
        [place[a], place[b]] = [place[b], place[a]];
        swapped = true;
      }
    }
    if (!swapped) return;
  }
}

/** Where the middle of each node stands: near the mean of its neighbours', in the order of its layer, with `gap` between two. */
function middles(layers, above, below, height, gap) {
  const middle = new Float64Array(height.length);
  for (const layer of layers) {
    let y = 0;
    for (const node of layer) {
      middle[node] = y + height[node] / 2;
      y += height[node] + gap;
    }
  }
  const near = [above, below, above.map((sources, node) => [...sources, ...below[node]])];
  for (const [pass, of] of [near[0], near[1], near[0], near[1], near[2], near[2]].entries()) {
    const sequence = pass % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of sequence) settleLayer(layer, of, middle, height, gap);
  }
  return middle;
}

/** The places nearest to the wished ones that keep order and gaps: neighbours that would overlap are pooled, and pools stand where their members wish on average. */
function settleLayer(layer, near, middle, height, gap) {
  const pools = [];
  let offset = 0;
  const offsets = layer.map((node, index) => {
    if (index > 0) offset += (height[layer[index - 1]] + height[node]) / 2 + gap;
    return offset;
  });
  for (const [index, node] of layer.entries()) {
    let wished = 0;
    for (const other of near[node]) wished += middle[other];
    wished = near[node].length === 0 ? middle[node] : wished / near[node].length;
    let pool = { first: index, weight: 1, sum: wished - offsets[index] };
    while (pools.length > 0 && pools.at(-1).sum / pools.at(-1).weight > pool.sum / pool.weight) {
      const before = pools.pop();
      pool = { first: before.first, weight: before.weight + pool.weight, sum: before.sum + pool.sum };
    }
    pools.push(pool);
  }
  for (const [number, pool] of pools.entries()) {
    const past = pools[number + 1]?.first ?? layer.length;
    for (let index = pool.first; index < past; index++)
      middle[layer[index]] = pool.sum / pool.weight + offsets[index];
  }
}
