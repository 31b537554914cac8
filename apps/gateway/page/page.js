/** The upload page: sends files, shows each answer with its reasons, and how far a training is. */

import { earlierBatches, showBatch } from './batches.js';
import { listen, listening } from './events.js';
import { markedPages, pointOut, showPlaces } from './places.js';
import { API, ask, at, signedIn, tell } from './session.js';

/** Milliseconds between looks at what is not finished yet, where no events come in. */
const POLL = 1000;
/** Milliseconds between looks at the platform while nothing is going on. */
const IDLE_POLL = 15_000;
/** Documents asked for at one look, however many are being read. */
const ASKED_AT_ONCE = 8;
const PAGE = 25;
/** Terms shown for each document; the API has all. */
const TERMS = 8;
const WORKING = new Set(['queued', 'fetching', 'reading', 'cleaning', 'predicting']);
const WORDS = {
  queued: 'waiting …',
  fetching: 'fetching …',
  reading: 'reading …',
  cleaning: 'reading …',
  predicting: 'deciding …',
};
/** What stands in for features that are no words. */
const FEATURES = {
  '[layout]': 'layout of the page',
  '[shape]': 'shape of the text',
  '[picture]': 'look of the page',
};

const BLOCKS = {
  word: 'words',
  char: 'characters in them',
  shape: FEATURES['[shape]'],
  layout: FEATURES['[layout]'],
  picture: FEATURES['[picture]'],
};

const rows = new Map();
/** Ids of documents without an answer yet; the one asked for longest ago stands first. */
const working = new Set();
let cursor = null;
/** In one upload. */
let mostFiles = 100;

/** A share is never rounded to nothing or all that is neither. */
const percent = (share) => {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
};
const size = (bytes) => {
  if (bytes < 1e3) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
};

const signed = (weight) => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(2)}`;

const termOf = (figure, { term, weight }, index) => {
  const chip = document.createElement('span');
  chip.className = weight > 0 ? 'term' : 'term against';
  const share = document.createElement('small');
  share.textContent = signed(weight);
  chip.append(FEATURES[term] ?? term, ' ', share);
  chip.title = weight > 0 ? 'speaks for this class' : 'speaks against this class';
  chip.addEventListener('pointerenter', () => pointOut(figure, index));
  chip.addEventListener('pointerleave', () => pointOut(figure, -1));
  return chip;
};

/** How the lead over the next class comes about, block by block. */
const sumOf = ({ score: { difference, against, blocks, intercept } }) => {
  const parts = blocks.map(({ block, weight }) => `${signed(weight)} ${BLOCKS[block] ?? block}`);
  return `Lead over ${against}: ${signed(difference)} = ${[...parts, `${signed(intercept)} beforehand`].join(' ')}`;
};

const toggleWhere = (row, view) => {
  const figure = row.querySelector('.places');
  figure.hidden = !figure.hidden;
  row.querySelector('.where').setAttribute('aria-expanded', String(!figure.hidden));
  if (!figure.hidden) showPlaces(figure, view, (number) => `${API}/documents/${view.id}/pages/${number}`);
};

const messageOf = (view) => {
  if (view.error) return view.error.message;
  const warnings = (view.warnings ?? []).map(({ message }) => message);
  if (view.duplicate_of) warnings.unshift('The same file came before: this is its answer.');
  if (view.status === 'review')
    warnings.unshift(`Please check: ${view.reason?.message ?? 'not sure enough.'}`);
  if (view.status === 'rejected')
    warnings.unshift(view.reason?.message ?? 'Like no class that the model knows.');
  return warnings.join(' ');
};

/** The second guess; of an unknown document the guesses that were not good enough. */
const nextTo = ({ status, label, labels, runner_up }) => {
  if (status === 'rejected') {
    const nearest = (labels ?? []).slice(0, 2).map((guess) => `${guess.label} ${percent(guess.confidence)}`);
    return nearest.length > 0 ? `nearest: ${nearest.join(', ')}` : '';
  }
  return label !== null && runner_up ? `then ${runner_up.label} ${percent(runner_up.confidence)}` : '';
};

const NO_LABEL = { rejected: 'unknown', failed: 'not read', split: 'several documents' };

const show = (view, row) => {
  const part = (name) => row.querySelector(`.${name}`);
  row.className = `document ${view.status} ${WORKING.has(view.status) ? 'working' : ''}`;
  part('name').textContent = view.file;
  part('name').href = `${API}/documents/${view.id}/file`;
  const pages = view.pages > 0 ? ` · ${view.pages} ${view.pages === 1 ? 'page' : 'pages'}` : '';
  const language = view.language === 'und' ? '' : ` · ${view.language}`;
  part('facts').textContent = size(view.bytes) + pages + language;
  const label = NO_LABEL[view.status] ?? view.label;
  part('label').textContent = WORDS[view.status] ?? label;
  const sure = view.label !== null && view.confidence !== null;
  part('confidence').hidden = !sure;
  part('confidence').value = view.confidence ?? 0;
  part('percent').textContent = sure ? percent(view.confidence) : '';
  part('runner-up').textContent = nextTo(view);
  part('message').textContent = messageOf(view);
  part('message').hidden = part('message').textContent === '';
  // Terms speak for or against a class; where there is none, they would be read as the reason for that.
  const terms = view.label === null ? [] : view.explanation.slice(0, TERMS);
  part('why').replaceChildren(
    ...(terms.length > 0 ? ['why:', ...terms.map((term, index) => termOf(part('places'), term, index))] : []),
  );
  part('why').hidden = terms.length === 0;
  part('sum').textContent = terms.length > 0 && view.score ? sumOf(view) : '';
  part('sum').hidden = part('sum').textContent === '';
  part('where').hidden = terms.length === 0 || markedPages(view).length === 0;
  part('where').onclick = () => toggleWhere(row, view);
  part('legend').hidden = terms.every(({ weight }) => weight > 0);
  part('text').href = `${API}/documents/${view.id}/text`;
  part('text').hidden = view.pages === 0 || view.status === 'split';
};

const place = (view, first) => {
  let row = rows.get(view.id);
  if (!row) {
    row = at('document').content.firstElementChild.cloneNode(true);
    rows.set(view.id, row);
    row.dataset.batch = view.batch ?? '';
    if (first) at('documents').prepend(row);
    else at('documents').append(row);
    row.querySelector('.delete').addEventListener('click', () => remove(view));
  }
  show(view, row);
  at('empty').hidden = true;
  working.delete(view.id);
  if (WORKING.has(view.status)) working.add(view.id);
};

const forget = (id) => {
  working.delete(id);
  rows.get(id)?.remove();
  rows.delete(id);
  at('empty').hidden = rows.size > 0;
};

/** @throws where it cannot be asked now */
const look = async (id) => {
  try {
    place(await ask(`/documents/${id}`), true);
  } catch (error) {
    // Deleted meanwhile, by someone else or in another window.
    if (error.status !== 404) throw error;
    forget(id);
  }
};

/** Events tell at once; a look now and then finds what came before the first of them. */
const follow = async () => {
  let pause = listening() ? IDLE_POLL : POLL;
  for (const id of [...working].slice(0, ASKED_AT_ONCE)) {
    await look(id).catch(() => {
      pause = IDLE_POLL;
    });
  }
  setTimeout(follow, pause);
};

const onState = ({ id, status }) => {
  if (!working.has(id)) return;
  if (WORKING.has(status)) rows.get(id).querySelector('.label').textContent = WORDS[status];
  else look(id).catch(() => undefined);
};

const remove = async (view) => {
  if (!confirm(`Delete ${view.file}, its text and its answer? This cannot be undone.`)) return;
  try {
    await ask(`/documents/${view.id}`, { method: 'DELETE' });
    forget(view.id);
  } catch (error) {
    if (error.status === 404) forget(view.id);
    else tell('refused', error);
  }
};

const older = async () => {
  const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
  const { documents, next } = await ask(`/documents?${query}`);
  for (const view of documents) place(view, false);
  cursor = next;
  at('more').hidden = next === null;
  at('empty').hidden = rows.size > 0;
};

const forgetBatch = (batch) => {
  for (const [id, row] of rows) if (row.dataset.batch === batch) forget(id);
};

const send = async (files) => {
  tell('refused', null);
  // Together they are a batch, in which one that cannot be taken holds no other up.
  for (let from = 0; from < files.length; from += mostFiles) {
    const some = files.slice(from, from + mostFiles);
    const form = new FormData();
    for (const file of some) form.append('file', file, file.name);
    try {
      const { batch, documents } = await ask('/documents', { method: 'POST', body: form });
      if (batch) showBatch(batch, forgetBatch);
      const shown = documents.slice(0, PAGE);
      for (const view of shown) place(view, true);
      // Its last event may have come before it had a row.
      for (const { id } of shown) if (working.has(id)) await look(id);
    } catch (error) {
      const names = some.length === 1 ? some[0].name : `${some.length} files`;
      tell('refused', new Error(`${names}: ${error.message}`));
    }
  }
};

const stageOf = ({ name, state, done, total }) => {
  const item = document.createElement('li');
  item.className = state;
  const count = state === 'running' && total > 1 ? ` ${done} of ${total}` : '';
  item.textContent = `${{ waiting: '○', running: '◐', failed: '✗' }[state] ?? '●'} ${name}${count}`;
  return item;
};

const watch = async () => {
  let pause = IDLE_POLL;
  try {
    const { model, problem, training, limits } = await ask('/status');
    at('model').textContent = model
      ? `Tells apart: ${model.labels.join(', ')}. Model ${model.version.slice(0, 8)}.`
      : '';
    mostFiles = limits.max_files;
    at('limits').textContent =
      `PNG, JPEG, TIFF, WebP, PDF or text, up to ${size(limits.max_file_bytes)} each`;
    at('training').hidden = !training;
    if (training) {
      at('training').querySelector('h2').textContent = model
        ? 'A new model is being trained'
        : 'The first model is being trained';
      at('training').querySelector('p').hidden = Boolean(model);
      at('training-progress').value = training.progress;
      at('training-stages').replaceChildren(...training.stages.map(stageOf));
      pause = POLL;
    }
    tell('problem', !model && !training && problem ? new Error(problem.message) : null);
  } catch (error) {
    tell('problem', error);
    pause = POLL * 5;
  }
  setTimeout(watch, pause);
};

const drop = at('drop');
for (const name of ['dragenter', 'dragover']) {
  addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
}
for (const name of ['dragleave', 'drop']) addEventListener(name, () => drop.classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  send([...event.dataTransfer.files]);
});
at('files').addEventListener('change', () => {
  send([...at('files').files]);
  at('upload').reset();
});
at('more').addEventListener('click', () => older().catch((error) => tell('refused', error)));

await signedIn();
listen(onState);
watch();
follow();
older().catch((error) => tell('refused', error));
earlierBatches(forgetBatch).catch((error) => tell('refused', error));
