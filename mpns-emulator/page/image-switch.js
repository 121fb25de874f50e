// Whether images are shown, as each viewer wants it.

import { areShown, setShown } from './images.js';

/** The checkbox in the header. It is there only if the emulator fetches images. */
export class ImageSwitch {
  #label;
  #box;
  #model;
  #changed;

  constructor(label, model, changed) {
    this.#label = label;
    this.#box = label.querySelector('input');
    this.#model = model;
    this.#changed = changed;
    this.#box.checked = stored();
    this.#box.addEventListener('change', () => {
      store(this.#box.checked);
      this.#update();
    });
    model.addEventListener('loaded', () => this.#update());
  }

  #update() {
    const before = areShown();
    const isAllowed = Boolean(this.#model.images?.enabled);
    this.#label.hidden = !isAllowed;
    setShown(isAllowed, this.#box.checked);
    if (areShown() !== before) this.#changed();
  }
}

function stored() {
  try {
    return localStorage.getItem(STORE) !== 'off';
  } catch {
    return true;
  }
}

function store(isWanted) {
  try {
    localStorage.setItem(STORE, isWanted ? 'on' : 'off');
  } catch {
    // Without a store the choice lasts as long as the page.
  }
}

const STORE = 'mpns-images';
