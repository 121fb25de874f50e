// A text with a button that copies it.

import { attempt } from './announce.js';
import { element } from './dom.js';

/** A read-only field with a button beside it. `name` says what it is. */
export class Copyable {
  #field;

  constructor(name) {
    this.#field = element('input', {
      type: 'text',
      readonly: true,
      spellcheck: 'false',
      'aria-label': name,
      focus: () => this.#field.select(),
    });
    const button = element(
      'button',
      { type: 'button', 'aria-label': `Copy: ${name}`, click: () => this.#copy(name) },
      'Copy',
    );
    this.element = element('div', { class: 'copyable' }, this.#field, button);
  }

  show(text) {
    if (this.#field.value !== text) this.#field.value = text;
  }

  #copy(name) {
    attempt(() => copy(this.#field), `Copied: ${name}`);
  }
}

/** The clipboard needs a secure page, which one at an address of the network is not. */
async function copy(field) {
  if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
  field.select();
  if (!document.execCommand('copy'))
    throw new Error('The browser does not copy: select the text and copy it');
  return null;
}
