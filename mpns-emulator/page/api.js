// The control API of the emulator, and the requests of a sender.

/** What the emulator said instead of doing what it was asked. */
export class Refused extends Error {}

/** What a path of the control API answers. */
export async function read(path) {
  return ask(path, { headers: { Accept: 'application/json' } });
}

/** Asks for a change; resolves to the JSON of the answer, if it has any. */
export async function change(method, path, body) {
  const request = { method, headers: { 'Content-Type': 'application/json' } };
  if (body !== undefined) request.body = JSON.stringify(body);
  return ask(path, request);
}

/** A list that may be longer than one answer: asks for what is after the last number until there is no more. */
export async function readAll(path) {
  const all = [];
  for (let after = 0; ; after = all.at(-1).number) {
    const part = await read(`${path}?after=${after}&limit=${PAGE}`);
    all.push(...part);
    if (part.length < PAGE) return all;
  }
}

/** Sends a notification to the channel as a sender does. Resolves to the status. */
export async function send(channel, { headers, body }) {
  const { pathname, search } = new URL(channel.uri);
  const response = await fetch(pathname + search, { method: 'POST', headers, body });
  return response.status;
}

export function channelPath(token, rest = '') {
  return `/channels/${encodeURIComponent(token)}${rest}`;
}

export function devicePath(name) {
  return `/devices/${encodeURIComponent(name)}`;
}

async function ask(path, request) {
  let response;
  try {
    response = await fetch(path, { ...request, cache: 'no-store' });
  } catch {
    throw new Refused('The emulator does not answer');
  }
  const text = await response.text();
  if (!response.ok) throw new Refused(`${response.status}: ${reason(text) || response.statusText}`);
  return text === '' ? null : JSON.parse(text);
}

function reason(text) {
  return text.trim().slice(0, 300);
}

const PAGE = 1000;
