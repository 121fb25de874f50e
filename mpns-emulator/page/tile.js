// A tile on a start screen: its faces, its size, its movement.

import { element, glyph } from './dom.js';
import { areShown, load } from './images.js';
import { describe, faces } from './tile-faces.js';
import { rememberSize, sizeOf } from './tile-size.js';

/** A list item that shows one tile. `open` is what a tap does. */
export class Tile {
  #tile = null;
  #faces = null;
  #key;
  #token;
  #name;
  #sides = element('span', { class: 'sides', 'aria-hidden': 'true' });
  #words = element('span', { class: 'spoken' });
  #tap;
  #resize;

  constructor(key, { token, open }) {
    this.#key = key;
    this.#token = token;
    this.#tap = element(
      'button',
      { type: 'button', class: 'tap', click: open },
      this.#sides,
      this.#words,
    );
    this.#resize = element(
      'button',
      { type: 'button', class: 'resize', click: () => this.#nextSize() },
      glyph('resize'),
    );
    this.element = element('li', { class: 'tile' }, this.#tap, this.#resize);
  }

  /** Shows the tile; `hasOneSize` is the phone of 7.0 or 7.1. */
  update(tile, name, hasOneSize) {
    const size = hasOneSize ? 'medium' : sizeOf(this.#key);
    const shown = JSON.stringify([
      tile.kind,
      tile.elements,
      size,
      hasOneSize,
      name,
      areShown(),
    ]);
    if (shown === this.#tile) return;
    this.#tile = shown;
    this.#name = name;
    this.#resize.hidden = hasOneSize;
    this.#words.textContent = `${name}: ${describe(tile)}`;
    this.#resize.setAttribute('aria-label', `Resize the tile of ${name}, now ${size}`);
    this.element.dataset.size = size;
    this.element.dataset.kind = tile.kind;
    this.element.classList.remove('turned');
    this.#faces = faces(tile, size);
    this.#faces.back?.classList.add('back');
    this.#sides.replaceChildren(this.#faces.front, ...(this.#faces.back ? [this.#faces.back] : []));
    this.element.classList.toggle('has-back', Boolean(this.#faces.back));
    load(this.#sides, this.#token, (reason) => {
      this.#words.textContent += `, image not shown: ${reason}`;
    });
    this.#colour(tile);
    this.latest = tile;
    this.hasOneSize = hasOneSize;
  }

  /** Whether it has something else to show. */
  get moves() {
    return Boolean(this.#faces?.back) || this.#faces?.pictures?.length > 1;
  }

  /** Turns to the other side, or to the next picture. */
  move() {
    if (this.#faces.back) this.element.classList.toggle('turned');
    else this.#nextPicture();
  }

  /** Faces front. */
  rest() {
    this.element.classList.remove('turned');
  }

  #nextPicture() {
    const { pictures } = this.#faces;
    const current = pictures.findIndex((picture) => picture.classList.contains('current'));
    pictures.forEach((picture, i) => {
      picture.classList.toggle('current', i === (current + 1) % pictures.length);
      picture.classList.toggle('last', i === current);
    });
  }

  #nextSize() {
    rememberSize(this.#key, this.latest.kind);
    this.update(this.latest, this.#name, this.hasOneSize);
  }

  /** An iconic tile may name a colour of its own, as #AARRGGBB. */
  #colour({ kind, elements }) {
    const [, alpha, colour] =
      /^#([0-9a-f]{2})([0-9a-f]{6})$/i.exec(elements.backgroundColor ?? '') ?? [];
    // A transparent colour is the accent.
    const isOwn = kind === 'iconicTile' && colour !== undefined && alpha !== '00';
    if (isOwn) this.element.style.setProperty('--tile', `#${colour}${alpha}`);
    else this.element.style.removeProperty('--tile');
  }
}
