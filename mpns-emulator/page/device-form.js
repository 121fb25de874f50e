// The settings of a phone.

import { attempt } from './announce.js';
import { change, devicePath } from './api.js';
import { element, labelled, select, setAttribute, show } from './dom.js';

/** A form that shows a device and changes it. */
export class DeviceForm {
  #name;
  #os = select(
    VERSIONS.map((version) => [version, version]),
    { change: () => this.#change({ os: this.#os.value }) },
  );
  #connection = select(CONNECTIONS, {
    change: () => this.#change({ connection: this.#connection.value }),
  });
  #saver = element('input', {
    type: 'checkbox',
    change: () => this.#change({ batterySaver: this.#saver.checked }),
  });
  #accents;

  constructor(name) {
    this.#name = name;
    this.#accents = ACCENTS.map((accent) =>
      element('input', {
        type: 'radio',
        name: 'accent',
        value: accent,
        'aria-label': accent,
        title: accent,
        'data-accent': accent,
        change: () => this.#change({ accent }),
      }),
    );
    this.element = element(
      'div',
      { class: 'device-form' },
      element(
        'div',
        { class: 'fields' },
        labelled('OS', this.#os),
        labelled('Connection', this.#connection),
        labelled('Battery saver', this.#saver, { class: 'field check' }),
      ),
      element(
        'fieldset',
        { class: 'accents' },
        element('legend', {}, 'Accent colour'),
        ...this.#accents,
      ),
    );
  }

  update(device) {
    show(this.#os, device.os);
    show(this.#connection, device.connection);
    show(this.#saver, device.batterySaver);
    this.#accents.forEach((accent) => {
      accent.checked = accent.value === device.accent;
      setAttribute(accent, 'checked', accent.checked);
    });
  }

  #change(settings) {
    attempt(() => change('PATCH', devicePath(this.#name), settings));
  }
}

const VERSIONS = ['7.0', '7.1', '7.8', '8.0', '8.0.10492', '8.1'];
const CONNECTIONS = [
  ['connected', 'Connected'],
  ['tempDisconnected', 'Temporarily disconnected'],
  ['disconnected', 'Disconnected'],
  ['inactive', 'Inactive'],
];
const ACCENTS = [
  'lime',
  'green',
  'emerald',
  'teal',
  'cyan',
  'cobalt',
  'indigo',
  'violet',
  'pink',
  'magenta',
  'crimson',
  'red',
  'orange',
  'amber',
  'yellow',
  'brown',
  'olive',
  'steel',
  'mauve',
  'taupe',
];
