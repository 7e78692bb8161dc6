// Theme, menu and search of the site. Without it every page can still be read and reached.
const root = document.currentScript.dataset.root;

document.querySelector('.theme').addEventListener('click', () => {
  const element = document.documentElement;
  const dark = element.dataset.theme
    ? element.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  element.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('lode-theme', element.dataset.theme);
  } catch {
    // a browser may forbid it for files
  }
});

const menu = document.querySelector('.menu');
menu.addEventListener('click', () => {
  const open = document.getElementById('side').classList.toggle('open');
  menu.setAttribute('aria-expanded', String(open));
});

const input = document.getElementById('search');
const list = document.getElementById('found');
let index = null;
let chosen = -1;

// A script and not a fetch: pages that are opened as files may not fetch.
function load() {
  if (index !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.onload = () => {
      index = window.lodeSearchIndex.map((entry) => ({
        ...entry,
        lowHeading: `${entry.page} ${entry.heading}`.toLowerCase(),
        lowText: entry.text.toLowerCase(),
      }));
      resolve();
    };
    document.head.append(script);
  });
}

function find(words) {
  const scored = [];
  for (const entry of index) {
    let score = 0;
    for (const word of words) {
      const at = entry.lowHeading.indexOf(word);
      const inText = entry.lowText.includes(word);
      if (at < 0 && !inText) {
        score = 0;
        break;
      }
      score += (at < 0 ? 0 : at === 0 || /\W/.test(entry.lowHeading[at - 1]) ? 12 : 6) + (inText ? 1 : 0);
      if (entry.heading.toLowerCase() === word || entry.page.toLowerCase() === word) score += 20;
    }
    if (score > 0) scored.push({ entry, score });
  }
  return scored.sort((a, b) => b.score - a.score).slice(0, 12);
}

function excerpt(entry, words) {
  const at = Math.max(0, ...words.map((word) => entry.lowText.indexOf(word)));
  return (at > 30 ? '…' : '') + entry.text.slice(Math.max(0, at - 30), at + 120);
}

async function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return close();
  await load();
  list.replaceChildren(
    ...find(words).map(({ entry }, position) => {
      const item = document.createElement('li');
      item.id = `found-${position}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      const link = document.createElement('a');
      link.href = root + entry.url;
      link.tabIndex = -1;
      const title = document.createElement('strong');
      title.textContent = entry.heading === entry.page ? entry.page : `${entry.page} › ${entry.heading}`;
      const words_ = document.createElement('small');
      words_.textContent = excerpt(entry, words);
      link.append(title, words_);
      item.append(link);
      return item;
    }),
  );
  if (list.children.length === 0) {
    const item = document.createElement('li');
    item.className = 'none';
    item.textContent = 'Nothing found.';
    list.append(item);
  }
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  choose(0);
}

function close() {
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
  chosen = -1;
}

function choose(position) {
  const items = list.querySelectorAll('[role=option]');
  if (items.length === 0) return;
  chosen = (position + items.length) % items.length;
  for (const [at, item] of items.entries()) item.setAttribute('aria-selected', String(at === chosen));
  items[chosen].scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', items[chosen].id);
}

input.addEventListener('input', search);
input.addEventListener('focus', load);
input.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    input.value = '';
    close();
    input.blur();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
  } else if (event.key === 'Enter') {
    list.querySelector('[aria-selected=true] a')?.click();
  }
});
document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});
document.addEventListener('click', (event) => {
  if (!event.target.closest('.search')) close();
});
