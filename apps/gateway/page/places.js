/** Shows a document's pages with the words that decided marked where they stand. */

const SVG = 'http://www.w3.org/2000/svg';

const element = (name, attributes, ...children) => {
  const made = name === 'rect' || name === 'svg' || name === 'title';
  const node = made ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

/** Pages that have marks, in order. */
export const markedPages = ({ explanation, page_geometry = [] }) =>
  page_geometry.filter(({ page }) =>
    explanation.some(({ boxes = [] }) => boxes.some((place) => place.page === page)),
  );

/** The marks of one page; the strongest term is drawn full, the others by their share of it. */
const marksOf = ({ explanation }, geometry) => {
  const strongest = Math.max(...explanation.map(({ weight }) => Math.abs(weight)));
  const marks = explanation.flatMap(({ term, weight, boxes = [] }, index) =>
    boxes
      .filter(({ page }) => page === geometry.page)
      .map(({ box: [left, top, right, bottom] }) =>
        element(
          'rect',
          {
            class: weight > 0 ? 'for' : 'against',
            'data-term': index,
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
            opacity: 0.35 + (0.65 * Math.abs(weight)) / strongest,
          },
          element('title', {}, `${term} ${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`),
        ),
      ),
  );
  // The picture may be drawn at any size: marks lie on it by their share of the page.
  const view = `0 0 ${geometry.width} ${geometry.height}`;
  return element('svg', { viewBox: view, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...marks);
};

/** @param picture address of a page's picture by its number */
export const showPlaces = (figure, view, picture) => {
  const pages = markedPages(view);
  const turn = (at) => {
    const geometry = pages[at];
    const sheet = element(
      'div',
      { class: 'sheet' },
      element('img', { src: picture(geometry.page), alt: `Page ${geometry.page} of ${view.file}` }),
      marksOf(view, geometry),
    );
    const step = (name, to) => {
      const button = element('button', { type: 'button' }, name);
      button.disabled = !pages[to];
      button.addEventListener('click', () => turn(to));
      return button;
    };
    const caption = element('figcaption', {}, `Page ${geometry.page} of ${view.pages}`);
    if (pages.length > 1) caption.append(step('‹ before', at - 1), step('next ›', at + 1));
    figure.replaceChildren(caption, sheet);
  };
  turn(0);
};

/** Points out the marks of one term. @param index of the term in the explanation; -1 for none */
export const pointOut = (figure, index) => {
  figure.classList.toggle('pointing', index >= 0);
  for (const mark of figure.querySelectorAll('rect'))
    mark.classList.toggle('meant', Number(mark.dataset.term) === index);
};
