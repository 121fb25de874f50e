// The log of requests, the newest first, with a search.

import { element } from './dom.js';
import { logEntry, matches } from './log-entry.js';

/** Fills the section of the log. */
export class Log {
  #model;
  #list;
  #search;
  #counter;
  #summary;
  #more;
  #most = SHOWN;
  #timer = null;
  #unsaid = 0;

  constructor(section, model) {
    this.#model = model;
    this.#list = section.querySelector('.entries');
    this.#search = section.querySelector('input');
    this.#counter = section.querySelector('.counter');
    this.#summary = section.querySelector('.log-summary');
    this.#more = section.querySelector('.more');
    this.#search.addEventListener('input', () => this.#fill());
    this.#more.addEventListener('click', () => {
      this.#most += SHOWN;
      this.#fill();
    });
    model.addEventListener('loaded', () => this.#fill());
    model.addEventListener('request', ({ detail }) => this.#add(detail));
  }

  /** Searches for a channel or any other text. */
  find(text) {
    this.#search.value = text;
    this.#fill();
    this.#search.focus();
  }

  #fill() {
    const words = this.#words();
    const found = this.#model.requests.filter((request) => matches(request, words)).reverse();
    this.#list.replaceChildren(
      ...found.slice(0, this.#most).map((request) => this.#entry(request)),
    );
    this.#more.hidden = found.length <= this.#most;
    this.#count(found.length);
  }

  #add(request) {
    if (!matches(request, this.#words())) return;
    const known = this.#list.querySelector(`[data-number="${Number(request.number)}"]`);
    if (known) return known.replaceWith(this.#entry(request, known.firstElementChild.open));
    if (this.#model.requests.at(-1) !== request) return;
    this.#list.querySelector('.nothing')?.remove();
    this.#list.prepend(this.#entry(request));
    while (this.#list.childElementCount > this.#most) {
      this.#list.lastElementChild.remove();
      this.#more.hidden = false;
    }
    this.#count(null);
    this.#unsaid += 1;
    this.#timer ??= setTimeout(() => this.#say(), PAUSE);
  }

  /** Many requests are one sentence. */
  #say() {
    const { status, verdict } = this.#model.requests.at(-1) ?? {};
    const many = this.#unsaid === 1 ? '1 request' : `${this.#unsaid} requests`;
    this.#summary.textContent = `${many}; the last: ${status ?? 'no answer'} ${verdict}`;
    this.#unsaid = 0;
    this.#timer = null;
  }

  #count(found) {
    const all = this.#model.requests.length;
    const isSearch = this.#search.value.trim() !== '';
    this.#counter.textContent = isSearch && found !== null ? `${found} of ${all}` : `${all}`;
    if (this.#list.childElementCount === 0) {
      this.#list.append(
        element(
          'li',
          { class: 'nothing' },
          isSearch
            ? 'No request has that.'
            : 'No request yet. What senders send appears here, refused or not.',
        ),
      );
    }
  }

  #entry(request, isOpen = false) {
    return logEntry(request, this.#model.channels.get(request.channel)?.appName, isOpen);
  }

  #words() {
    return this.#search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
  }
}

const SHOWN = 100;
const PAUSE = 1000;
