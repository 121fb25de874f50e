// The header: open a channel, the clock, answers and faults, reset.

import { attempt } from './announce.js';
import { change } from './api.js';

/** Listens to the buttons of the header. `opened` hears the channel that was opened. */
export class Toolbar {
  #model;
  #clock = document.getElementById('clock');

  constructor(model, { opened, service }) {
    this.#model = model;
    const on = (id, event, action) => document.getElementById(id).addEventListener(event, action);
    const open = async () => {
      const channel = await openChannel();
      if (channel) opened(channel);
    };
    on('open', 'click', open);
    on('open-first', 'click', open);
    on('service', 'click', () => service.open());
    on('reset', 'click', () =>
      attempt(
        () => change('POST', '/reset', {}),
        'Forgot deliveries, log, answers, faults and clock',
      ),
    );
    on('advance', 'submit', (event) => {
      event.preventDefault();
      attempt(
        () => change('POST', '/clock', { advance: document.getElementById('advance-by').value }),
        'Advanced the clock',
      );
    });
    for (const event of ['loaded', 'clock']) model.addEventListener(event, () => this.#tick());
    setInterval(() => this.#tick(), 1000);
  }

  #tick() {
    const now = this.#model.now();
    const ahead = Math.round(this.#model.ahead / 60_000);
    const text = now.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
    this.#clock.textContent = ahead >= 1 ? `${text}, ${span(ahead)} ahead` : text;
    this.#clock.dateTime = now.toISOString();
  }
}

/** Opens a channel on a phone of its own. */
export function openChannel(why = '') {
  return attempt(
    () => change('POST', '/channels', {}),
    ({ appName, device }) => `Opened a channel for ${appName} on ${device}${why}`,
  );
}

/** Minutes as days, hours and minutes. */
function span(minutes) {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}
