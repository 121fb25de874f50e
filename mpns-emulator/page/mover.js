// Live tiles: every 2.5 seconds one of those in sight moves.

/** Moves one random tile in sight at a time. Nothing runs while there is none. */
export class Mover {
  #tiles = new Map();
  #inSight = new Set();
  #resting = [];
  #timer = null;
  #isStill = matchMedia('(prefers-reduced-motion: reduce)');
  #observer = new IntersectionObserver((entries) => this.#see(entries));

  constructor() {
    this.#isStill.addEventListener('change', () => this.#schedule());
    document.addEventListener('visibilitychange', () => this.#schedule());
  }

  add(tile) {
    this.#tiles.set(tile.element, tile);
    this.#observer.observe(tile.element);
  }

  remove(tile) {
    this.#observer.unobserve(tile.element);
    this.#tiles.delete(tile.element);
    this.#inSight.delete(tile);
    this.#schedule();
  }

  #see(entries) {
    for (const { target, isIntersecting } of entries) {
      const tile = this.#tiles.get(target);
      if (isIntersecting && tile) this.#inSight.add(tile);
      else this.#inSight.delete(tile);
    }
    this.#schedule();
  }

  #schedule() {
    const runs = this.#inSight.size > 0 && !document.hidden && !this.#isStill.matches;
    if (runs && this.#timer === null) this.#timer = setInterval(() => this.#step(), INTERVAL);
    if (!runs && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
      this.#inSight.forEach((tile) => tile.rest());
    }
  }

  #step() {
    const able = [...this.#inSight].filter(
      (tile) =>
        tile.moves &&
        !this.#resting.includes(tile) &&
        !tile.element.matches(':focus-within, :hover'),
    );
    const tile = able[Math.floor(Math.random() * able.length)];
    this.#resting = [...this.#resting, tile].slice(-REST);
    tile?.move();
  }
}

const INTERVAL = 2500;
const REST = 3;
