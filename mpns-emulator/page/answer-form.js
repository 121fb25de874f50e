// Answers and faults on demand: what the next requests get.

import { attempt } from './announce.js';
import { element, labelled, select } from './dom.js';

/**
 * A form that adds answers to a list. `change` gets the new list, as the control API takes it, and null when no answer
 * is to be forced any more; `scope` says whose requests are meant.
 */
export class AnswerForm {
  #answers = [];
  #choice = select(CHOICES.map(([name]) => [name, name]));
  #times = element('input', { type: 'number', min: '1', max: '100', value: '1' });
  #waiting = element('p', { class: 'waiting', 'aria-live': 'polite' });
  #forget;

  constructor(scope, change) {
    const add = () => {
      const answers = [...this.#answers, ...this.#chosen()];
      attempt(() => change(answers), `Next answers for ${scope}: ${summary(answers)}`);
    };
    const form = element(
      'form',
      {
        class: 'fields',
        submit: (event) => {
          event.preventDefault();
          add();
        },
      },
      labelled('Next answer', this.#choice),
      element(
        'div',
        { class: 'fields' },
        labelled('Times', this.#times, { class: 'field short' }),
        element('button', {}, 'Add'),
      ),
    );
    this.#forget = element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        click: () => attempt(() => change([], null), `Forgot the answers for ${scope}`),
      },
      'Forget',
    );
    this.element = element(
      'div',
      { class: 'answer-form' },
      form,
      element('div', { class: 'waiting-answers' }, this.#waiting, this.#forget),
    );
  }

  /** Shows the answers that wait, and the one that all requests after them get, if any. */
  update(answers, always = null) {
    this.#answers = answers;
    const texts = answers.length === 0 ? [] : [`next: ${summary(answers)}`];
    if (always !== null) texts.push(`always: ${nameOf(always)}`);
    this.#forget.hidden = texts.length === 0;
    if (this.#waiting.textContent !== texts.join('; '))
      this.#waiting.textContent = texts.join('; ');
  }

  #chosen() {
    const [, entry] = CHOICES.find(([name]) => name === this.#choice.value);
    const times = Math.min(Math.max(Number(this.#times.value) || 1, 1), 100);
    return Array.from({ length: times }, () => entry);
  }
}

/** `unavailable × 2, then fault: garbage`. */
function summary(answers) {
  const runs = [];
  for (const answer of answers) {
    const name = nameOf(answer);
    const last = runs.at(-1);
    if (last?.name === name) last.times += 1;
    else runs.push({ name, times: 1 });
  }
  const shown = runs
    .slice(0, 4)
    .map(({ name, times }) => (times === 1 ? name : `${name} × ${times}`));
  return shown.join(', then ') + (runs.length > 4 ? ', …' : '');
}

function nameOf(answer) {
  const same = CHOICES.find(([, entry]) => JSON.stringify(entry) === JSON.stringify(answer));
  if (same) return same[0];
  if (typeof answer === 'string') return answer;
  return answer.fault ? `fault: ${answer.fault.kind}` : `exactly ${answer.exactly?.status}`;
}

const exactly = (status, headers = {}) => ({ exactly: { status, headers } });
const fault = (kind, more = {}) => ({ fault: { kind, ...more } });

const CHOICES = [
  ['200 queue full', 'queueFull'],
  ['200 suppressed', 'suppressed'],
  ['200 dropped', 'dropped'],
  ['401 unauthorized', 'unauthorized'],
  ['403 forbidden', 'forbidden'],
  ['406 throttled', 'throttled'],
  ['503 unavailable', 'unavailable'],
  ['503, Retry-After: 120', exactly(503, { 'Retry-After': '120' })],
  ['500 without headers', exactly(500)],
  ['429 without headers', exactly(429)],
  ['200 without headers', exactly(200)],
  ['normal', 'normal'],
  ['fault: head after 5 s', fault('delayHead', { delay: '5s' })],
  ['fault: body after 5 s', fault('delayBody', { delay: '5s' })],
  ['fault: half a head', fault('halfHead')],
  ['fault: garbage', fault('garbage')],
  ['fault: endless body', fault('endlessBody')],
  ['fault: close at once', fault('close', { at: 0 })],
  ['fault: reset at once', fault('reset', { at: 0 })],
  ['fault: close before reading', fault('closeBeforeReading')],
  ['fault: reset before reading', fault('resetBeforeReading')],
];

/** The faults of the list, for the form of random faults. */
export const FAULTS = CHOICES.filter(([, entry]) => entry.fault).map(([name, entry]) => [
  name.replace('fault: ', ''),
  entry.fault,
]);
