// A phone: its body, its status bar, its start screen, its toasts.

import { attempt } from './announce.js';
import { AppPage, time } from './app-page.js';
import { change, channelPath } from './api.js';
import { element, foreign, glyph } from './dom.js';
import { StartScreen, isSeven } from './start-screen.js';
import { Toasts } from './toast.js';

/** A list item that draws one device. */
export class Phone {
  #model;
  #start;
  #app = new AppPage();
  #clock = element('span', { class: 'time' });
  #signal = glyph('signal');
  #battery = glyph('battery');
  #summary = element('span', { class: 'summary' });
  #choose;
  #home;

  constructor(name, { model, mover, select }) {
    this.name = name;
    this.#model = model;
    this.#start = new StartScreen(name, { model, mover, open: (token) => this.#open(token) });
    this.#choose = element(
      'button',
      { type: 'button', class: 'choose', click: () => select(name) },
      foreign(name),
    );
    this.#home = element(
      'button',
      {
        type: 'button',
        class: 'key home',
        'aria-label': `Start key of ${name}: leave the app`,
        click: () => this.#leave(),
      },
      glyph('windows'),
    );
    const bar = element(
      'div',
      { class: 'status-bar', 'aria-hidden': 'true' },
      this.#signal,
      this.#battery,
      this.#clock,
    );
    this.screen = element('div', { class: 'screen' }, bar, this.#start.element, this.#app.element);
    this.toasts = new Toasts(this.screen);
    const keys = element('div', { class: 'keys' }, glyph('back'), this.#home, glyph('search'));
    const body = element(
      'div',
      { class: 'body' },
      element('div', { class: 'glass' }, this.screen, keys),
    );
    this.element = element(
      'li',
      { class: 'phone' },
      body,
      element('h3', { class: 'phone-name' }, this.#choose, this.#summary),
    );
    body.addEventListener('click', () => select(name));
  }

  update() {
    const device = this.#model.devices.get(this.name);
    const channels = this.#model.channelsOf(this.name);
    this.screen.dataset.accent = device.accent;
    this.screen.dataset.connection = device.connection;
    this.screen.classList.toggle('seven', isSeven(device.os));
    this.#signal.firstChild.setAttribute(
      'href',
      device.connection === 'connected' ? '#signal' : '#no-signal',
    );
    this.#battery.firstChild.setAttribute(
      'href',
      device.batterySaver ? '#battery-saver' : '#battery',
    );
    this.#summary.textContent = [
      `${device.os}`,
      CONNECTIONS[device.connection] ?? device.connection,
      count(channels.length, 'app'),
    ].join(' · ');
    this.#start.update(device);
    this.#showApp(channels.find(({ settings }) => settings.app !== 'notInFront'));
    this.tick();
  }

  tick() {
    const now = this.#model.now();
    this.#clock.textContent = time(now);
    this.#app.tick(now);
  }

  isChosen(isChosen) {
    this.#choose.setAttribute('aria-pressed', isChosen);
    this.element.classList.toggle('chosen', isChosen);
  }

  remove() {
    this.#start.remove();
    this.toasts.clear();
    this.element.remove();
  }

  #showApp(channel) {
    this.#home.disabled = !channel;
    this.#app.update(channel, this.#model.deliveries.get(channel?.token) ?? [], this.#model.now());
    this.#start.element.hidden = Boolean(channel);
    if (channel) this.#model.needDeliveries(channel.token);
  }

  /** A tap on a tile brings its app to the front; the app that was there is not in front any more. */
  async #open(token) {
    await this.#leave();
    attempt(() => change('PATCH', channelPath(token), { app: 'inFront' }));
  }

  async #leave() {
    const open = this.#model
      .channelsOf(this.name)
      .filter(({ settings }) => settings.app !== 'notInFront');
    await Promise.all(
      open.map(({ token }) =>
        attempt(() => change('PATCH', channelPath(token), { app: 'notInFront' })),
      ),
    );
  }
}

export function count(number, what) {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

const CONNECTIONS = {
  connected: 'connected',
  tempDisconnected: 'temporarily disconnected',
  disconnected: 'disconnected',
  inactive: 'inactive',
};
