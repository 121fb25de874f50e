// The page of the emulator.

import { follow } from './events.js';
import { ImageSwitch } from './image-switch.js';
import { Log } from './log.js';
import { Model } from './model.js';
import { Panel } from './panel.js';
import { Phones } from './phones.js';
import { ServiceDialog } from './service-dialog.js';
import { Toolbar, openChannel } from './toolbar.js';

const model = new Model();
const log = new Log(document.getElementById('log'), model);
const panel = new Panel(document.getElementById('panel'), model, {
  find: (text) => log.find(text),
});
const phones = new Phones(document.getElementById('phone-list'), model, (name) =>
  panel.choose(name),
);
new ImageSwitch(document.getElementById('image-switch'), model, () => phones.redraw());
const service = new ServiceDialog(document.getElementById('service-dialog'), model);
new Toolbar(model, { opened: ({ device }) => phones.choose(device), service });

const empty = document.getElementById('empty');
for (const event of ['loaded', 'devices']) {
  model.addEventListener(event, () => {
    empty.hidden = model.devices.size > 0;
  });
}

// Who comes for the first time finds a line to paste.
model.addEventListener(
  'loaded',
  () => {
    if (model.channels.size === 0 && model.devices.size === 0) openChannel(', as there was none');
  },
  { once: true },
);

follow({
  read: Model.read,
  install: (everything) => model.install(everything),
  apply: (name, data) => model.apply(name, data),
  connected: (isConnected) => {
    const connection = document.getElementById('connection');
    connection.dataset.connected = isConnected;
    connection.textContent = isConnected ? 'live' : 'not connected';
  },
});
