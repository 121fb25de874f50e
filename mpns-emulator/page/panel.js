// The panel beside the phones: the chosen phone and its apps.

import { attempt } from './announce.js';
import { AppCard } from './app-card.js';
import { change, devicePath } from './api.js';
import { DeviceForm } from './device-form.js';
import { element, foreign } from './dom.js';

/** Shows one phone; `find` is the search of the log. */
export class Panel {
  #root;
  #model;
  #find;
  #name = null;
  #form = null;
  #cards = new Map();
  #apps = element('div', { class: 'apps' });

  constructor(root, model, { find }) {
    this.#root = root;
    this.#model = model;
    this.#find = find;
    for (const event of [
      'loaded',
      'devices',
      'device',
      'channel',
      'delivery',
      'deliveries',
      'cleared',
    ]) {
      model.addEventListener(event, () => this.#update());
    }
  }

  /** Shows another phone, or none. */
  choose(name) {
    if (name === this.#name) return;
    this.#name = name;
    this.#cards.clear();
    this.#apps.replaceChildren();
    this.#root.hidden = name === null;
    if (name === null) return;
    this.#form = new DeviceForm(name);
    const head = element(
      'div',
      { class: 'card-head' },
      element('h2', {}, foreign(name)),
      element(
        'button',
        { type: 'button', class: 'quiet', click: () => this.#addApp() },
        'Add an app',
      ),
      element(
        'button',
        { type: 'button', class: 'quiet danger', click: () => this.#remove() },
        'Remove',
      ),
    );
    this.#root.replaceChildren(head, this.#form.element, this.#apps);
    this.#update();
  }

  #update() {
    const device = this.#model.devices.get(this.#name);
    if (!device) return;
    this.#form.update(device);
    const channels = this.#model.channelsOf(device.name);
    const tokens = new Set(channels.map(({ token }) => token));
    for (const [token, card] of this.#cards) {
      if (!tokens.has(token)) this.#drop(card);
    }
    for (const channel of channels) {
      this.#model.needDeliveries(channel.token);
      const card = this.#cards.get(channel.token) ?? this.#add(channel);
      card.update(channel, this.#model.deliveries.get(channel.token) ?? []);
    }
  }

  #add(channel) {
    const card = new AppCard(channel, { find: this.#find });
    this.#cards.set(channel.token, card);
    this.#apps.append(card.element);
    return card;
  }

  #drop(card) {
    this.#cards.delete(card.token);
    card.element.remove();
  }

  #addApp() {
    attempt(
      () => change('POST', '/channels', { device: this.#name }),
      ({ appName }) => `Opened a channel for ${appName}`,
    );
  }

  #remove() {
    const name = this.#name;
    attempt(() => change('DELETE', devicePath(name)), `Removed ${name}`);
  }
}
