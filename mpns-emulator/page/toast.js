// Toasts at the top of a phone's screen: one at a time, ten seconds each.

import { announce } from './announce.js';
import { element, foreign, glyph } from './dom.js';

/** The toasts of one phone, shown in `screen`. */
export class Toasts {
  #screen;
  #waiting = [];
  #shown = null;
  #timer = null;

  constructor(screen) {
    this.#screen = screen;
  }

  /** Shows it when those before it are gone. */
  push(toast, app, phone) {
    announce(`Toast on ${phone} from ${app}: ${words(toast)}${sound(toast).spoken}`);
    this.#waiting.push({ toast, app });
    // A phone that is flooded shows the newest; the list has them all.
    this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
    if (!this.#shown) this.#next();
  }

  /** Takes away all of them. */
  clear() {
    this.#waiting = [];
    this.#remove();
  }

  #next() {
    const next = this.#waiting.shift();
    if (!next) return;
    this.#shown = strip(next, () => this.#dismiss());
    this.#screen.append(this.#shown);
    this.#start();
    // Who reads it or has it under the finger is not hurried.
    for (const event of ['pointerenter', 'focus'])
      this.#shown.addEventListener(event, () => this.#stop());
    for (const event of ['pointerleave', 'blur'])
      this.#shown.addEventListener(event, () => this.#start());
    flick(this.#shown, () => this.#dismiss());
  }

  #start() {
    this.#stop();
    this.#timer = setTimeout(() => this.#dismiss(), DURATION);
  }

  #stop() {
    clearTimeout(this.#timer);
  }

  #dismiss() {
    this.#remove();
    this.#next();
  }

  #remove() {
    this.#stop();
    this.#shown?.remove();
    this.#shown = null;
  }
}

/** Text1 and Text2 of a toast on one line. */
export function words({ text1, text2 }) {
  return [text1, text2].filter((text) => text).join(' ');
}

/** How a toast sounds. */
export function sound({ sound: value }) {
  if (value === undefined || value === null) return { glyph: null, spoken: '' };
  if (value.silent) return { glyph: 'silent', spoken: ', silent' };
  return { glyph: 'sound', spoken: `, with the sound ${value}` };
}

function strip({ toast, app }, dismiss) {
  const { glyph: mark, spoken } = sound(toast);
  const made = element(
    'button',
    {
      type: 'button',
      class: 'toast',
      click: dismiss,
      title: toast.param ? `opens ${toast.param}` : null,
    },
    glyph('app'),
    hidden(`Toast from ${app}: `),
    foreign(toast.text1 ?? '', { class: 'text1' }),
    ' ',
    foreign(toast.text2 ?? '', { class: 'text2' }),
    hidden(`${spoken}. Press to dismiss`),
  );
  if (mark) made.append(glyph(mark));
  return made;
}

/** Words for a screen reader only. */
function hidden(text) {
  return element('span', { class: 'spoken' }, text);
}

/** A flick to the right dismisses. */
function flick(of, dismiss) {
  let from = null;
  of.addEventListener('pointerdown', ({ clientX }) => {
    from = clientX;
  });
  of.addEventListener('pointermove', ({ clientX, pointerId }) => {
    if (from === null || clientX <= from) return;
    of.setPointerCapture(pointerId);
    of.style.translate = `${clientX - from}px 0`;
  });
  for (const event of ['pointerup', 'pointercancel']) {
    of.addEventListener(event, ({ clientX }) => {
      const distance = from === null ? 0 : clientX - from;
      from = null;
      if (event === 'pointerup' && distance > of.offsetWidth / 4) dismiss();
      else of.style.translate = '';
    });
  }
}

const DURATION = 10_000;
const MOST_WAITING = 20;
