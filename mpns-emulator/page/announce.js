// What a screen reader says and the line at the foot of the header shows.

/** Says what happened to a phone: politely, after what is being said. */
export function announce(text) {
  const region = document.getElementById('announcements');
  region.append(Object.assign(document.createElement('p'), { textContent: text }));
  // Only what is new is read; the rest would be found by browsing.
  while (region.childElementCount > KEPT) region.firstElementChild.remove();
}

/** Shows the result of what the user did, and says it. */
export function report(text, isError = false) {
  const status = document.getElementById('status');
  status.textContent = text;
  status.classList.toggle('error', isError);
}

/** Does what a control is for, and reports what went wrong. */
export async function attempt(action, done) {
  try {
    const result = await action();
    if (done) report(typeof done === 'function' ? done(result) : done);
    return result;
  } catch (error) {
    report(error.message, true);
    return null;
  }
}

const KEPT = 5;
