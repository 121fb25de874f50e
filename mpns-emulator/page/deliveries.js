// The lists of what reached an app: toasts as in an action center, and raw messages.

import { message } from './app-page.js';
import { element, foreign } from './dom.js';
import { sound, words } from './toast.js';

/** Two lists, the newest first. */
export class Deliveries {
  #toasts = list('Action center');
  #raw = list('Raw messages');
  #shown = '';

  constructor() {
    this.element = element(
      'div',
      { class: 'delivery-lists' },
      element('div', { class: 'group' }, element('h4', {}, 'Action center'), this.#toasts),
      element('div', { class: 'group' }, element('h4', {}, 'Raw messages'), this.#raw),
    );
  }

  update(deliveries) {
    const newest = `${deliveries.length} ${deliveries.at(-1)?.number}`;
    if (newest === this.#shown) return;
    this.#shown = newest;
    const of = (type) =>
      deliveries
        .filter(({ notification }) => notification.type === type)
        .slice(-MOST)
        .reverse();
    fill(this.#toasts, of('toast'), toastText, 'No toasts yet');
    fill(
      this.#raw,
      of('raw'),
      ({ notification }) => [foreign(message(notification))],
      'No raw messages yet',
    );
  }
}

/** A list that scrolls, with keys too. */
function list(name) {
  return element('ol', { class: 'deliveries', tabindex: '0', 'aria-label': name });
}

function fill(of, deliveries, text, nothing) {
  const items = deliveries.map((delivery) =>
    element(
      'li',
      {},
      element('span', { class: 'delivery-text' }, ...text(delivery)),
      element(
        'span',
        { class: `effect ${delivery.effect}` },
        EFFECTS[delivery.effect] ?? delivery.effect,
      ),
    ),
  );
  of.replaceChildren(
    ...(items.length > 0 ? items : [element('li', { class: 'nothing' }, nothing)]),
  );
}

function toastText({ notification }) {
  const { text1, text2, param } = notification;
  const parts = [element('strong', {}, foreign(text1 ?? '')), ' ', foreign(text2 ?? '')];
  if (words(notification) === '') parts.push('(empty)');
  const { spoken } = sound(notification);
  if (spoken) parts.push(element('small', {}, foreign(spoken)));
  if (param) parts.push(element('small', {}, ', opens ', foreign(param)));
  return parts;
}

/** The effects in words. */
export const EFFECTS = {
  shown: 'shown',
  handedToApp: 'handed to the app',
  dropped: 'dropped: app not in front',
  payloadFormatError: 'payload format error',
  notPinned: 'tile not pinned',
  templateMismatch: 'template mismatch',
  badContent: 'bad content',
  queued: 'queued',
  held: 'held',
  lost: 'lost',
};
const MOST = 20;
