// The size of each tile, which the user of a phone chooses and a sender cannot know.

/** The size in which the tile is shown. */
export function sizeOf(key) {
  return sizes[key] ?? 'medium';
}

/** Chooses the next size. A tile without a template has no wide side. */
export function rememberSize(key, kind) {
  const order = kind === 'tile' ? ['medium', 'small'] : ['medium', 'wide', 'small'];
  sizes[key] = order[(order.indexOf(sizeOf(key)) + 1) % order.length];
  const newest = Object.entries(sizes).slice(-MOST);
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries(newest)));
  } catch {
    // Without a store the choice lasts as long as the page.
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem('mpns-tile-sizes')) ?? {};
  } catch {
    return {};
  }
}

const STORE = 'mpns-tile-sizes';
const MOST = 500;
const sizes = stored();
