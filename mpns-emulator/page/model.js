// What the page knows of the emulator, and who wants to hear of changes.

import { channelPath, read, readAll } from './api.js';

/**
 * Devices by name, channels by token, the log. Dispatches `devices` when the set of phones or apps changed, and
 * otherwise the name of the event with its data.
 */
export class Model extends EventTarget {
  devices = new Map();
  channels = new Map();
  tiles = new Map();
  deliveries = new Map();
  requests = [];
  answers = [];
  faults = null;
  /** Whether the emulator fetches images: `{ enabled }`. */
  images = null;
  /** What the emulator's clock is ahead of this machine's, in milliseconds. */
  ahead = 0;

  /** Reads everything that a new start needs. */
  static read() {
    return Promise.all([
      readAll('/devices'),
      readAll('/channels'),
      readAll('/requests'),
      read('/clock'),
      read('/answers'),
      read('/faults'),
      read('/images'),
    ]);
  }

  /** Starts anew with what was read. */
  install([devices, channels, requests, clock, answers, faults, images]) {
    this.devices = new Map(devices.map((device) => [device.name, device]));
    this.channels = new Map(channels.map((channel) => [channel.token, channel]));
    this.requests = requests;
    this.answers = answers;
    this.faults = faults;
    this.images = images;
    this.#setClock(clock);
    this.tiles.clear();
    this.deliveries.clear();
    this.#tell('loaded');
  }

  apply(name, data) {
    switch (name) {
      case 'channel':
        return this.#keep(this.channels, data.token, data, name);
      case 'device':
        return this.#keep(this.devices, data.name, data, name);
      case 'channelClosed':
        return this.#drop(this.channels, data.token);
      case 'deviceRemoved':
        return this.#drop(this.devices, data.name);
      case 'tiles':
        this.tiles.set(data.token, data.tiles);
        break;
      case 'cleared':
        this.deliveries.set(data.token, []);
        break;
      case 'delivery':
        this.#deliver(data);
        break;
      case 'request':
        this.#log(data);
        break;
      case 'clock':
        this.#setClock(data);
        break;
      case 'answers':
        this.answers = data;
        break;
      case 'faults':
        this.faults = data;
        break;
    }
    this.#tell(name, data);
  }

  /** The channels of a phone, the oldest first. */
  channelsOf(device) {
    return [...this.channels.values()].filter((channel) => channel.device === device);
  }

  /** Reads the tiles of an app, unless they are known. */
  async needTiles(token) {
    await this.#need(this.tiles, 'tiles', token, '/tiles');
  }

  /** Reads the deliveries of an app, unless they are known. */
  async needDeliveries(token) {
    await this.#need(this.deliveries, 'deliveries', token, '/deliveries');
  }

  now() {
    return new Date(Date.now() + this.ahead);
  }

  async #need(of, name, token, path) {
    if (of.has(token)) return;
    const meanwhile = [];
    of.set(token, meanwhile);
    const known = await read(channelPath(token, path)).catch(() => []);
    // An event that brought all of it, an end or a new start is later than what was read.
    if (of.get(token) !== meanwhile) return;
    // A delivery that came meanwhile may be in both.
    const last = known.at(-1)?.number ?? 0;
    of.set(token, known.concat(meanwhile.filter(({ number }) => number > last)));
    this.#tell(name, { token });
  }

  #keep(map, key, value, event) {
    const isNew = !map.has(key);
    map.set(key, value);
    this.#tell(isNew ? 'devices' : event, value);
  }

  #drop(map, key) {
    map.delete(key);
    this.tiles.delete(key);
    this.deliveries.delete(key);
    this.#tell('devices');
  }

  #deliver({ token, delivery }) {
    const deliveries = this.deliveries.get(token);
    if (!deliveries || deliveries.some(({ number }) => number === delivery.number)) return;
    deliveries.push(delivery);
    deliveries.splice(0, deliveries.length - MOST_DELIVERIES);
  }

  /** A request comes again when the fate of its notification is decided. */
  #log(request) {
    const known = this.requests.findLastIndex(({ number }) => number <= request.number);
    if (this.requests[known]?.number === request.number) this.requests[known] = request;
    else this.requests.splice(known + 1, 0, request);
    this.requests.splice(0, this.requests.length - MOST_REQUESTS);
  }

  #setClock({ now }) {
    this.ahead = new Date(now).getTime() - Date.now();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const MOST_DELIVERIES = 200;
const MOST_REQUESTS = 1000;
