// Answers for all channels, and random faults.

import { attempt } from './announce.js';
import { AnswerForm, FAULTS } from './answer-form.js';
import { change } from './api.js';
import { element, labelled, show } from './dom.js';

/** The dialog "Answers and faults". */
export class ServiceDialog {
  #model;
  #dialog;
  #answers = new AnswerForm('all channels', (answers) => change('PUT', '/answers', answers));
  #percent = element('input', { type: 'number', min: '0', max: '100', value: '10' });
  #seed = element('input', { type: 'number', min: '0', value: '1' });
  #kinds = FAULTS.map(([name, fault]) => [element('input', { type: 'checkbox' }), name, fault]);
  #running = element('p', { class: 'waiting', 'aria-live': 'polite' });
  #stop = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      click: () => attempt(() => change('DELETE', '/faults'), 'No more random faults'),
    },
    'Stop',
  );

  constructor(dialog, model) {
    this.#dialog = dialog;
    this.#model = model;
    const faults = element(
      'form',
      {
        submit: (event) => {
          event.preventDefault();
          this.#start();
        },
      },
      element(
        'fieldset',
        { class: 'kinds' },
        element('legend', {}, 'Which faults'),
        ...this.#kinds.map(([box, name]) => labelled(name, box, { class: 'field check' })),
      ),
      element(
        'div',
        { class: 'fields' },
        labelled('Percent of requests', this.#percent, { class: 'field short' }),
        labelled('Seed', this.#seed, { class: 'field short' }),
        element('button', {}, 'Start'),
      ),
    );
    dialog
      .querySelector('.content')
      .append(
        element('h3', {}, 'Next answers to any channel'),
        this.#answers.element,
        element('h3', {}, 'Random faults'),
        faults,
        element('div', { class: 'waiting-answers' }, this.#running, this.#stop),
      );
    for (const event of ['loaded', 'answers', 'faults'])
      model.addEventListener(event, () => this.#update());
  }

  open() {
    this.#dialog.showModal();
  }

  #update() {
    const { answers, faults } = this.#model;
    this.#answers.update(answers ?? []);
    const percent = Math.round((faults?.probability ?? 0) * 100);
    const isRunning = percent > 0 && faults.faults.length > 0;
    this.#stop.hidden = !isRunning;
    this.#running.textContent = isRunning
      ? `${percent} % of the requests: ${faults.faults.map(({ kind }) => kind).join(', ')}`
      : '';
    if (!isRunning) return;
    show(this.#percent, percent);
    show(this.#seed, faults.seed);
    const kinds = faults.faults.map(({ kind }) => kind);
    this.#kinds.forEach(([box, , fault]) => {
      box.checked = kinds.includes(fault.kind);
    });
  }

  #start() {
    const faults = this.#kinds.filter(([box]) => box.checked).map(([, , fault]) => fault);
    const probability = Number(this.#percent.value) / 100;
    attempt(
      () => change('PUT', '/faults', { seed: Number(this.#seed.value), probability, faults }),
      'Faults are on',
    );
  }
}
