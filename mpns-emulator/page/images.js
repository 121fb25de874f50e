// The images of tiles that are on other servers. The emulator fetches and checks them as a phone does; the page gets them
// from nowhere else.

import { channelPath } from './api.js';
import { element, foreign } from './dom.js';

/** Whether images are shown, and not only placeholders with their paths. */
export function areShown() {
  return isAllowed && isWanted;
}

/** What the emulator allows, and what the viewer wants. */
export function setShown(allowed, wanted) {
  isAllowed = allowed;
  isWanted = wanted;
}

/** Puts images in the place of the placeholders below `root`. `failed` hears why one is not shown. */
export function load(root, token, failed) {
  if (!areShown()) return;
  for (const place of root.querySelectorAll('.picture, .icon')) {
    if (isRemote(place.title)) show(place, token, failed);
  }
}

function show(place, token, failed) {
  const path = channelPath(token, `/image?uri=${encodeURIComponent(place.title)}`);
  const image = element('img', {
    alt: '',
    src: path,
    load: () => place.classList.add('loaded'),
    error: async () => {
      image.remove();
      const reason = await whyNot(path);
      place.append(foreign(reason, { class: 'why-not' }));
      if (place.isConnected) failed(reason);
    },
  });
  place.append(image);
}

/** The emulator knows the reason, and does not fetch the image again for it. */
async function whyNot(path) {
  try {
    const response = await fetch(path, { cache: 'no-store' });
    return response.ok ? 'the image cannot be drawn' : (await response.text()).trim();
  } catch {
    return 'the emulator does not answer';
  }
}

/** Others are in the package of the app. */
function isRemote(path) {
  return path.includes('://') || path.startsWith('//');
}

let isAllowed = false;
let isWanted = true;
