// The events of the emulator, in their order, without a gap.

/**
 * Follows `/events`. Whenever the connection is made, or events were lost, `read` reads everything anew for `install`;
 * what happens meanwhile is kept and goes to `apply` after it. `connected` hears whether the emulator is there.
 */
export function follow({ read, install, apply, connected }) {
  let waiting = [];
  let reading = 0;

  async function resync() {
    reading += 1;
    const mine = reading;
    waiting = [];
    const everything = await read().catch(() => null);
    // Another reading began later, and knows more.
    if (mine !== reading) return;
    if (everything === null) {
      setTimeout(() => {
        if (mine === reading) resync();
      }, PAUSE);
      return;
    }
    install(everything);
    const kept = waiting;
    waiting = null;
    kept.forEach(([name, data]) => apply(name, data));
  }

  const source = new EventSource('/events');
  source.addEventListener('open', () => {
    connected(true);
    resync();
  });
  source.addEventListener('error', () => {
    connected(false);
    // The browser does not try again after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED)
      setTimeout(() => follow({ read, install, apply, connected }), PAUSE);
  });
  source.addEventListener('reset', resync);
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }) => {
      const parsed = JSON.parse(data);
      if (waiting) waiting.push([name, parsed]);
      else apply(name, parsed);
    });
  }
}

const NAMES = [
  'channel',
  'channelClosed',
  'device',
  'deviceRemoved',
  'request',
  'delivery',
  'tiles',
  'cleared',
  'clock',
  'answers',
  'faults',
];
const PAUSE = 2000;
