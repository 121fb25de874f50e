// All phones, and which of them is chosen.

import { Mover } from './mover.js';
import { Phone } from './phone.js';

/** The list of phones. `chosen` hears the name of the phone whose panel is to be shown. */
export class Phones {
  #model;
  #list;
  #phones = new Map();
  #mover = new Mover();
  #chosen = null;
  #tellChosen;
  #observer = new IntersectionObserver((entries) => this.#see(entries), { rootMargin: '200px' });

  constructor(list, model, chosen) {
    this.#list = list;
    this.#model = model;
    this.#tellChosen = chosen;
    for (const event of ['loaded', 'devices'])
      model.addEventListener(event, () => this.#updateAll());
    model.addEventListener('device', ({ detail }) => this.#update(detail.name));
    model.addEventListener('channel', ({ detail }) => this.#update(detail.device));
    for (const event of ['tiles', 'deliveries', 'cleared']) {
      model.addEventListener(event, ({ detail }) => this.#update(this.#deviceOf(detail.token)));
    }
    model.addEventListener('delivery', ({ detail }) => this.#deliver(detail));
    for (const event of ['loaded', 'clock']) model.addEventListener(event, () => this.#tick());
    setInterval(() => this.#tick(), 30_000);
  }

  /** Chooses a phone, once it is there. */
  choose(name) {
    this.#chosen = name;
    this.#phones.forEach((phone) => phone.isChosen(phone.name === name));
    this.#tellChosen(this.#phones.has(name) ? name : null);
  }

  /** Draws the tiles of all phones as they are wanted now. */
  redraw() {
    this.#phones.forEach((phone) => phone.update());
  }

  #updateAll() {
    for (const [name, phone] of this.#phones) {
      if (!this.#model.devices.has(name)) this.#forget(phone);
    }
    for (const name of this.#model.devices.keys()) {
      if (!this.#phones.has(name)) this.#add(name);
      this.#update(name);
    }
    this.#list.dataset.density = this.#phones.size > 2 ? 'many' : 'few';
    const first = this.#phones.keys().next().value ?? null;
    this.choose(this.#phones.has(this.#chosen) ? this.#chosen : first);
    this.#observer.disconnect();
    this.#phones.forEach((phone) => this.#observer.observe(phone.element));
  }

  #add(name) {
    const phone = new Phone(name, {
      model: this.#model,
      mover: this.#mover,
      select: (chosen) => this.choose(chosen),
    });
    phone.element.dataset.device = name;
    this.#phones.set(name, phone);
    this.#list.append(phone.element);
  }

  #forget(phone) {
    this.#observer.unobserve(phone.element);
    this.#phones.delete(phone.name);
    phone.remove();
  }

  #update(name) {
    if (this.#model.devices.has(name)) this.#phones.get(name)?.update();
  }

  #tick() {
    this.#phones.forEach((phone) => phone.tick());
  }

  /** The tiles of a phone are read when it comes into sight. */
  #see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.#model
        .channelsOf(target.dataset.device)
        .forEach(({ token }) => this.#model.needTiles(token));
    }
  }

  #deliver({ token, delivery }) {
    const channel = this.#model.channels.get(token);
    if (!channel) return;
    if (delivery.notification.type === 'toast' && delivery.effect === 'shown') {
      this.#phones
        .get(channel.device)
        ?.toasts.push(delivery.notification, channel.appName, channel.device);
    }
    if (delivery.effect === 'handedToApp') this.#update(channel.device);
  }

  #deviceOf(token) {
    return this.#model.channels.get(token)?.device;
  }
}
