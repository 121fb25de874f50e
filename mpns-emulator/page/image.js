// A placeholder for a picture of a tile, which shows its path.

import { element, foreign, glyph } from './dom.js';

/** A placeholder for a background, named by its path. */
export function picture(path) {
  const made = element(
    'span',
    { class: 'picture', title: path },
    glyph('picture'),
    foreign(shortened(path), { class: 'path' }),
  );
  made.dataset.shade = String(shade(path));
  return made;
}

/** A placeholder for an icon, which a phone draws in white. */
export function icon(path) {
  return element(
    'span',
    { class: 'icon', title: path },
    glyph('app'),
    foreign(shortened(path), { class: 'path' }),
  );
}

/** The last part of a path, which names the picture best. */
function shortened(path) {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}

/** A shade that differs for the pictures of a cycle. */
function shade(path) {
  let sum = 0;
  for (const character of path) sum = (sum * 31 + character.codePointAt(0)) % SHADES;
  return sum;
}

const SHADES = 6;
