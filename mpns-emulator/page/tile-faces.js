// What each size of a tile shows: front, back, or pictures that take turns.

import { element, foreign } from './dom.js';
import { icon, picture } from './image.js';

/** The faces of a tile: `{ front, back }`, or `{ front, pictures }` of a cycle tile. */
export function faces({ kind, elements }, size) {
  switch (kind) {
    case 'iconicTile':
      return { front: iconic(elements, size) };
    case 'cycleTile':
      return cycle(elements, size);
    default:
      return flip(elements, size);
  }
}

/** What a screen reader hears of a tile, on all sides. */
export function describe({ kind, elements }) {
  const parts = [NAMES[kind] ?? kind];
  for (const [name, value] of Object.entries(elements)) {
    if (SPOKEN[name]) parts.push(`${SPOKEN[name]}: ${value}`);
  }
  return parts.join(', ');
}

function flip(elements, size) {
  if (size === 'small') {
    const small = elements.smallBackgroundImage ?? elements.backgroundImage;
    return { front: face(small, counted(elements.count)) };
  }
  const wide = size === 'wide';
  const front = wide
    ? (elements.wideBackgroundImage ?? elements.backgroundImage)
    : elements.backgroundImage;
  const backImage = wide ? elements.wideBackBackgroundImage : elements.backBackgroundImage;
  const backContent = wide ? elements.wideBackContent : elements.backContent;
  const hasBack = [backImage, backContent, elements.backTitle].some((value) => value !== undefined);
  return {
    front: face(front, counted(elements.count), title(elements.title)),
    back: hasBack
      ? face(backImage, text('back-content', backContent), title(elements.backTitle))
      : null,
  };
}

function iconic(elements, size) {
  const rows = [elements.wideContent1, elements.wideContent2, elements.wideContent3];
  const hasRows = rows.some((row) => row !== undefined);
  if (size === 'wide' && hasRows) {
    const content = element(
      'span',
      { class: 'rows' },
      ...rows.map((row, i) => text(`row row-${i + 1}`, row ?? '')),
    );
    return element(
      'span',
      { class: 'face iconic with-rows' },
      content,
      iconAndCount(elements.smallIconImage, elements.count),
      title(elements.title),
    );
  }
  const image =
    size === 'small'
      ? (elements.smallIconImage ?? elements.iconImage)
      : (elements.iconImage ?? elements.smallIconImage);
  return element(
    'span',
    { class: 'face iconic' },
    iconAndCount(image, elements.count),
    size === 'small' ? null : title(elements.title),
  );
}

function cycle(elements, size) {
  if (size === 'small')
    return { front: face(elements.smallBackgroundImage, counted(elements.count)) };
  const images = Array.from({ length: 9 }, (_, i) => elements[`cycleImage${i + 1}`]).filter(
    (image) => image !== undefined,
  );
  const pictures = images.map((image, i) => {
    const shown = picture(image);
    shown.dataset.shade = String(i % 6);
    shown.classList.toggle('current', i === 0);
    return shown;
  });
  return {
    front: element(
      'span',
      { class: 'face' },
      ...pictures,
      counted(elements.count),
      title(elements.title),
    ),
    pictures,
  };
}

function face(image, ...parts) {
  return element('span', { class: 'face' }, image === undefined ? null : picture(image), ...parts);
}

/** The circle with the count: 1 to 99 show it. */
function counted(count) {
  return isShown(count) ? text('count', count) : null;
}

function iconAndCount(image, count) {
  return element(
    'span',
    { class: 'icon-and-count' },
    icon(image ?? 'icon'),
    isShown(count) ? text('icon-count', count) : null,
  );
}

function isShown(count) {
  return Number(count) >= 1 && Number(count) <= 99;
}

function title(value) {
  return text('title', value);
}

function text(name, value) {
  return value === undefined ? null : foreign(value, { class: name });
}

const NAMES = {
  tile: 'tile',
  flipTile: 'flip tile',
  iconicTile: 'iconic tile',
  cycleTile: 'cycle tile',
};

const SPOKEN = {
  title: 'title',
  count: 'count',
  backTitle: 'back title',
  backContent: 'back',
  wideBackContent: 'wide back',
  wideContent1: 'row 1',
  wideContent2: 'row 2',
  wideContent3: 'row 3',
};
