// The screen of an app in front, with what it was handed; or what covers it.

import { element, foreign } from './dom.js';
import { words } from './toast.js';

/** What an app shows while it is in front of the start screen. */
export class AppPage {
  #name = element('p', { class: 'app-name' });
  #messages = element('ol', { class: 'messages' });
  #empty = element('p', { class: 'nothing' }, 'Nothing yet: raw messages appear here.');
  #time = element('p', { class: 'lock-time' });
  #cover = element(
    'div',
    { class: 'cover' },
    this.#time,
    element('p', {}, 'locked: the app is obscured'),
  );

  constructor() {
    this.element = element(
      'div',
      { class: 'app-page', hidden: true },
      this.#name,
      element('p', { class: 'app-title' }, 'messages'),
      this.#empty,
      this.#messages,
      this.#cover,
    );
  }

  /** Shows the app, or nothing without one. */
  update(channel, deliveries, now) {
    this.element.hidden = !channel;
    if (!channel) return;
    this.#name.replaceChildren(foreign(channel.appName.toUpperCase()));
    this.#cover.hidden = channel.settings.app !== 'obscured';
    this.tick(now);
    const handed = deliveries
      .filter(({ effect }) => effect === 'handedToApp')
      .slice(-MOST)
      .reverse();
    this.#empty.hidden = handed.length > 0;
    this.#messages.replaceChildren(
      ...handed.map(({ notification }) => element('li', {}, foreign(message(notification)))),
    );
  }

  /** Shows the time on the lock screen. */
  tick(now) {
    this.#time.textContent = time(now);
  }
}

/** The text of a notification that went to the app. */
export function message(notification) {
  if (notification.type === 'toast') return words(notification);
  return notification.payload ?? `base64 ${notification.payloadBase64}`;
}

/** Hours and minutes of a clock. In a locale of twelve hours it does not say which half of the day it is, as on a phone. */
export function time(date) {
  const parts = CLOCK.formatToParts(date).filter(({ type }) => type !== 'dayPeriod');
  return parts
    .map(({ value }) => value)
    .join('')
    .trim();
}

const MOST = 20;
const CLOCK = new Intl.DateTimeFormat([], { hour: 'numeric', minute: '2-digit' });
