// One request of the log: a line, and all of it when it is opened.

import { EFFECTS } from './deliveries.js';
import { element, foreign } from './dom.js';

/** A list item for a request. Its details are made when it is opened first. */
export function logEntry(request, appName, isOpen) {
  const details = element(
    'details',
    {
      open: isOpen,
      toggle: () => {
        if (details.open) open(details, request);
      },
    },
    summary(request, appName),
  );
  const item = element('li', { class: 'entry' }, details);
  item.dataset.number = request.number;
  item.dataset.outcome = outcome(request);
  return item;
}

/** Whether the search finds the request. */
export function matches(request, words) {
  if (words.length === 0) return true;
  const text = [
    request.number,
    request.channel,
    request.method,
    request.path,
    request.status,
    request.verdict,
    VERDICTS[request.verdict],
    request.reason,
    request.effect,
    effectOf(request),
    request.body,
    ...request.warnings,
    ...request.headers.flat(),
    ...request.answer.flat(),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function summary(request, appName) {
  const { number, time, status, verdict, warnings, channel, fault, headers } = request;
  const what = fault ? `fault: ${fault.kind}` : (VERDICTS[verdict] ?? verdict);
  const [, target] = headers.find(([name]) => name.toLowerCase() === TARGET) ?? [];
  const made = element(
    'summary',
    {},
    element('span', { class: 'status' }, String(status ?? '—')),
    element(
      'span',
      { class: 'what' },
      what,
      target
        ? element('span', { class: 'kind' }, ' ', foreign(target === 'token' ? 'tile' : target))
        : null,
    ),
    element('span', { class: 'app' }, foreign(appName ?? channel ?? 'no channel')),
    element('span', { class: 'effect' }, effectOf(request)),
    element(
      'time',
      { datetime: time, title: `request ${number} at ${time}` },
      new Date(time).toLocaleTimeString(),
    ),
  );
  if (warnings.length > 0)
    made.append(
      element(
        'span',
        { class: 'warned' },
        warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`,
      ),
    );
  return made;
}

/** The effect in words. What is dropped for a reason has nothing to do with the state of the app. */
function effectOf({ effect, reason }) {
  if (effect === 'dropped' && reason) return 'dropped: wrong target';
  return effect ? (EFFECTS[effect] ?? effect) : '';
}

function open(details, request) {
  if (details.childElementCount > 1) return;
  const { reason, warnings, method, path, headers, body, bodyBase64, status, answer, fault } =
    request;
  const parts = element('div', { class: 'full' });
  if (reason) parts.append(element('p', { class: 'reason' }, foreign(reason)));
  if (warnings.length > 0) {
    parts.append(
      element(
        'ul',
        { class: 'warnings' },
        ...warnings.map((warning) => element('li', {}, foreign(warning))),
      ),
    );
  }
  if (fault) parts.append(...part('Fault', JSON.stringify(fault)));
  parts.append(...part('Request', `${method} ${path}\n${lines(headers)}`));
  parts.append(
    ...part(bodyBase64 ? 'Body in base64: it is not UTF-8' : 'Body', bodyBase64 ?? body ?? ''),
  );
  parts.append(...part('Answer', `${status ?? 'none'}\n${lines(answer)}`));
  details.append(parts);
}

function part(title, text) {
  if (text === '') return [element('h3', {}, title), element('p', { class: 'nothing' }, 'empty')];
  return [
    element('h3', {}, title),
    element('pre', { tabindex: '0', 'aria-label': title, role: 'group' }, text.trimEnd()),
  ];
}

function lines(headers) {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function outcome({ status, verdict, warnings }) {
  if (verdict === 'received' || verdict === 'registered')
    return warnings.length > 0 ? 'warned' : 'good';
  return status !== null && status < 400 ? 'warned' : 'bad';
}

const TARGET = 'x-windowsphone-target';
const VERDICTS = {
  received: 'received',
  queueFull: 'queue full',
  suppressed: 'suppressed',
  dropped: 'dropped',
  refused: 'refused',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  expired: 'expired',
  unknown: 'unknown channel',
  methodNotAllowed: 'method not allowed',
  throttled: 'throttled',
  outOfReach: 'out of reach',
  unavailable: 'unavailable',
  forced: 'forced answer',
  unread: 'not read',
  registered: 'callback registered',
};
