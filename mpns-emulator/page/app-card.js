// An app of a phone: its channel, its state, its answers, samples to send to it.

import { attempt, report } from './announce.js';
import { AnswerForm } from './answer-form.js';
import { change, channelPath, send } from './api.js';
import { Copyable } from './copy.js';
import { Deliveries } from './deliveries.js';
import { element, foreign, labelled, select, show } from './dom.js';
import { SAMPLES } from './samples.js';

/** What the panel shows of one channel. */
export class AppCard {
  #channel;
  #uri;
  #line;
  #facts = element('p', { class: 'facts' });
  #app = select(STATES, { change: () => this.#change({ app: this.#app.value }) });
  #subscription = select(SUBSCRIPTIONS, {
    change: () => this.#change({ subscription: this.#subscription.value }),
  });
  #pinned = element('input', {
    type: 'checkbox',
    change: () => this.#change({ tilePinned: this.#pinned.checked }),
  });
  #strict = element('input', {
    type: 'checkbox',
    change: () => this.#change({ strict: this.#strict.checked }),
  });
  #answers;
  #deliveries = new Deliveries();

  constructor(channel, { find }) {
    const { appName: name, token } = channel;
    this.token = token;
    this.#uri = new Copyable(`Channel URI of ${name}`);
    this.#line = new Copyable(`Command for ${name}`);
    this.#answers = new AnswerForm(name, (answers, answer) => this.#answer({ answers, answer }));
    const samples = SAMPLES.map(([label, sample]) =>
      element('button', { type: 'button', click: () => this.#send(label, sample) }, label),
    );
    const head = element('h3', {}, foreign(name));
    this.element = element(
      'section',
      { class: 'app-card', 'aria-label': name },
      element(
        'div',
        { class: 'card-head' },
        head,
        element(
          'button',
          { type: 'button', class: 'quiet', click: () => find(token) },
          'In the log',
        ),
        element(
          'button',
          { type: 'button', class: 'quiet danger', click: () => this.#close() },
          'Close',
        ),
      ),
      labelledGroup('Channel URI', this.#uri.element),
      labelledGroup('Send to it from a terminal', this.#line.element),
      element(
        'div',
        { class: 'group' },
        element('h4', {}, 'Send a sample'),
        element(
          'div',
          { class: 'samples', role: 'group', 'aria-label': `Samples for ${name}` },
          ...samples,
        ),
      ),
      this.#facts,
      element(
        'div',
        { class: 'fields' },
        labelled('App', this.#app),
        labelled('Subscription', this.#subscription),
      ),
      element(
        'div',
        { class: 'fields' },
        labelled('Tile pinned', this.#pinned, { class: 'field check' }),
        labelled('Strict', this.#strict, { class: 'field check' }),
      ),
      this.#answers.element,
      this.#deliveries.element,
    );
  }

  update(channel, deliveries) {
    this.#channel = channel;
    this.#uri.show(channel.uri);
    this.#line.show(
      `mpns send toast --text1 'Goal!' --text2 '2:1' --channel '${channel.uri.replaceAll("'", "'\\''")}'`,
    );
    const { settings } = channel;
    show(this.#app, settings.app);
    show(this.#subscription, settings.subscription);
    show(this.#pinned, settings.tilePinned);
    show(this.#strict, settings.strict);
    this.#answers.update(settings.answers, settings.answer);
    this.#facts.textContent = facts(channel);
    this.#deliveries.update(deliveries);
  }

  #change(settings) {
    attempt(() => change('PATCH', channelPath(this.token), settings));
  }

  /** The form reports what went wrong. */
  #answer(settings) {
    return change('PATCH', channelPath(this.token), settings);
  }

  #close() {
    attempt(
      () => change('DELETE', channelPath(this.token)),
      `Closed the channel of ${this.#channel.appName}`,
    );
  }

  async #send(label, sample) {
    try {
      report(`${label}: ${await send(this.#channel, sample())}`);
    } catch {
      report(`${label}: no answer, as a sender sees it`, true);
    }
  }
}

function labelledGroup(title, content) {
  return element('div', { class: 'group' }, element('h4', {}, title), content);
}

function facts({ queued, held, receivedToday, authenticated, serviceName, callback, settings }) {
  const parts = [`${receivedToday} received today`];
  if (!authenticated) parts.push(`of ${settings.dailyLimit}`);
  if (queued > 0) parts.push(`· ${queued} queued`);
  if (held > 0) parts.push(`· ${held} held until their interval is over`);
  if (authenticated)
    parts.push(`· authenticated${serviceName ? ` as ${serviceName}` : ''}, callback ${callback}`);
  return parts.join(' ');
}

const STATES = [
  ['notInFront', 'Not in front'],
  ['inFront', 'In front'],
  ['obscured', 'In front, obscured'],
];
const SUBSCRIPTIONS = [
  ['active', 'Active'],
  ['expired', 'Expired'],
];
