// Elements of the page. What is given as a child is an element or becomes text: nothing here reads markup.

/** A new element. An attribute that is a function listens to the event of that name; `true` and `false` set or leave out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(attribute, value);
    else setAttribute(made, attribute, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Text of a notification, which cannot change the direction of what is around it. */
export function foreign(text, attributes = {}) {
  return element('bdi', attributes, balanced(String(text)));
}

/** One of the drawings in the page's `<symbol>`s. */
export function glyph(name) {
  const made = document.createElementNS(SVG, 'svg');
  made.setAttribute('class', 'glyph');
  made.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${name}`);
  made.append(use);
  return made;
}

/** A text field, a select or a checkbox with its label. */
export function labelled(label, control, attributes = {}) {
  return element('label', { class: 'field', ...attributes }, element('span', {}, label), control);
}

/** A select of `[value, text]` pairs. */
export function select(options, attributes = {}) {
  return element(
    'select',
    attributes,
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
}

/** Shows a value in a control, unless someone is changing it right now. */
export function show(control, value) {
  if (control.type === 'checkbox') control.checked = value;
  else if (document.activeElement !== control || control.tagName === 'SELECT')
    control.value = value;
}

export function setAttribute(of, attribute, value) {
  if (value === false || value === null || value === undefined) of.removeAttribute(attribute);
  else of.setAttribute(attribute, value === true ? '' : value);
}

/**
 * The text with every bidirectional isolate closed, and without the ends of those that it does not open: either would
 * leave the element.
 */
function balanced(text) {
  let open = 0;
  const kept = text.replace(/[\u2066-\u2069]/g, (mark) => {
    if (mark !== POP) open += 1;
    else if (open === 0) return '';
    else open -= 1;
    return mark;
  });
  return kept + POP.repeat(open);
}

const POP = '\u2069';
const SVG = 'http://www.w3.org/2000/svg';
