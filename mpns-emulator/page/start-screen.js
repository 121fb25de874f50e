// The start screen of a phone: the tiles of its apps.

import { element } from './dom.js';
import { Tile } from './tile.js';

/** The list of tiles of one phone. */
export class StartScreen {
  element;
  #tiles = new Map();
  #model;
  #mover;
  #open;

  constructor(name, { model, mover, open }) {
    this.#model = model;
    this.#mover = mover;
    this.#open = open;
    this.element = element('ul', { class: 'start', 'aria-label': `Start screen of ${name}` });
  }

  update(device) {
    const hasOneSize = isSeven(device.os);
    const wanted = this.#model.channelsOf(device.name).flatMap((channel) => this.#tilesOf(channel));
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, tile] of this.#tiles) {
      if (!keys.has(key)) this.#forget(key, tile);
    }
    wanted.forEach(({ key, tile, name, token }, place) => {
      const shown = this.#tiles.get(key) ?? this.#add(key, token);
      shown.update(tile, name, hasOneSize);
      if (this.element.children[place] !== shown.element) {
        this.element.insertBefore(shown.element, this.element.children[place] ?? null);
      }
    });
  }

  remove() {
    this.#tiles.forEach((tile, key) => this.#forget(key, tile));
  }

  /** The primary tile, which shows the app's name until an update, and the secondary tiles. */
  #tilesOf(channel) {
    const known = this.#model.tiles.get(channel.token) ?? [];
    const primary = known.find(({ id }) => id === null);
    const secondary = known.filter(({ id }) => id !== null);
    const first = { id: null, kind: 'tile', elements: { title: channel.appName } };
    const tiles = channel.settings.tilePinned ? [primary ?? first, ...secondary] : secondary;
    return tiles.map((tile) => ({
      key: `${channel.token} ${tile.id ?? ''}`,
      tile,
      token: channel.token,
      name: tile.id === null ? channel.appName : `${channel.appName} ${tile.id}`,
    }));
  }

  #add(key, token) {
    const tile = new Tile(key, { token, open: () => this.#open(token) });
    this.#tiles.set(key, tile);
    this.#mover.add(tile);
    return tile;
  }

  #forget(key, tile) {
    this.#mover.remove(tile);
    this.#tiles.delete(key);
    tile.element.remove();
  }
}

/** Whether tiles have one size, as before 7.8. */
export function isSeven(os) {
  return os === '7.0' || os === '7.1';
}
