// A notification of every kind, as a sender writes it.

/**
 * Names and what makes the request: `{ headers, body }`. A tile keeps its template for life, so each template has a
 * tile of its own: the flip tile is the primary one.
 */
export const SAMPLES = [
  [
    'Toast',
    () => toast({ Text1: 'Goal!', Text2: '2:1 in the last minute', Param: '/Match.xaml?id=7' }),
  ],
  ['Silent toast', () => toast({ Text1: 'Half time', Text2: '1:1', Sound: SILENT })],
  [
    'Toast with sound',
    () => toast({ Text1: 'Kick-off', Text2: 'Have fun', Sound: 'Audio/whistle.mp3' }),
  ],
  [
    'Tile',
    () =>
      tile(
        null,
        {
          BackgroundImage: '/Assets/news.jpg',
          Count: next(),
          Title: 'News',
          BackTitle: 'Today',
          BackContent: 'Final on Sunday:\nall tickets\nare gone',
        },
        '/News.xaml',
      ),
  ],
  [
    'Flip tile',
    () =>
      tile('FlipTile', {
        SmallBackgroundImage: '/Assets/small.png',
        WideBackgroundImage: '/Assets/stadium-wide.jpg',
        WideBackContent: 'Goal in the last minute:\nhome 2, away 1',
        BackgroundImage: '/Assets/stadium.jpg',
        Count: next(),
        Title: 'Scores',
        BackTitle: 'Today',
        BackContent: 'Home 2\nAway 1',
      }),
  ],
  [
    'Iconic tile',
    () =>
      tile(
        'IconicTile',
        {
          SmallIconImage: '/Assets/mail-small.png',
          IconImage: '/Assets/mail.png',
          WideContent1: 'Anna',
          WideContent2: 'Tickets for Saturday',
          WideContent3: 'I have two, come along',
          Count: next(),
          Title: 'Mail',
        },
        '/Mail.xaml',
      ),
  ],
  [
    'Cycle tile',
    () =>
      tile(
        'CycleTile',
        {
          SmallBackgroundImage: '/Assets/photo.jpg',
          CycleImage1: 'isostore:/Shared/ShellContent/beach.jpg',
          CycleImage2: 'isostore:/Shared/ShellContent/forest.jpg',
          CycleImage3: 'isostore:/Shared/ShellContent/summit.jpg',
          Count: next(),
          Title: 'Photos',
        },
        '/Photos.xaml',
      ),
  ],
  ['Clear the count', () => tile('FlipTile', { Count: '0' })],
  ['Raw', () => raw(JSON.stringify({ goals: next() }))],
];

/** A toast with these elements, in the order of the protocol. */
export function toast(elements) {
  return request('toast', '2', `<wp:Toast>${markup(elements)}</wp:Toast>`, '');
}

/** An update of a tile; without an ID of the primary tile. */
export function tile(template, elements, id) {
  const attributes =
    (id ? ` Id="${escaped(id)}"` : '') + (template ? ` Template="${template}"` : '');
  return request(
    'token',
    '1',
    `<wp:Tile${attributes}>${markup(elements)}</wp:Tile>`,
    template ? ' Version="2.0"' : '',
  );
}

/** A message to the running app. */
export function raw(body) {
  return {
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-NotificationClass': '3' },
    body,
  };
}

function request(target, notificationClass, inner, version) {
  return {
    headers: {
      'Content-Type': 'text/xml',
      'X-WindowsPhone-Target': target,
      'X-NotificationClass': notificationClass,
    },
    body: `<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"${version}>${inner}</wp:Notification>`,
  };
}

function markup(elements) {
  return Object.entries(elements)
    .map(([name, value]) =>
      value === SILENT
        ? `<wp:${name} Silent="true"/>`
        : `<wp:${name}>${escaped(value)}</wp:${name}>`,
    )
    .join('');
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** A count that differs each time. */
function next() {
  count = (count % 9) + 1;
  return String(count);
}

let count = 2;
const SILENT = Symbol('silent');
