/** Batches on the page: how far each is, its classes, its answers as files, and its end. */

import { API, ask, at, tell } from './session.js';

/** Milliseconds between looks at a batch that is not done. */
const LOOK = 2_000;
/** Batches of before that are shown. */
const SHOWN = 5;

const cards = new Map();

const countsOf = ({ states, classes }) => {
  const parts = classes.map(({ label, documents }) => `${label} ${documents}`);
  for (const [state, word] of [
    ['review', 'of these to check'],
    ['rejected', 'unknown'],
    ['failed', 'not read'],
  ])
    if (states[state]) parts.push(`${word} ${states[state]}`);
  return parts.join(' · ');
};

const factsOf = ({ status, cancelled, documents, done, expected_end }) => {
  const count = `${done} of ${documents}`;
  if (status === 'ended') return cancelled ? `${documents} documents, cancelled` : `${documents} documents`;
  if (status === 'waiting') return `${count}, waiting …`;
  const end = expected_end && new Date(expected_end).toLocaleTimeString([], { timeStyle: 'short' });
  return end ? `${count}, done about ${end}` : count;
};

/** @param onGone told of a batch that is deleted */
const act = (id, method, path, onGone) => async () => {
  tell('refused', null);
  try {
    const batch = await ask(`/batches/${id}${path}`, { method });
    if (batch) show(batch, onGone);
    else forget(id, onGone);
  } catch (error) {
    if (error.status === 404) forget(id, onGone);
    else tell('refused', error);
  }
};

const forget = (id, onGone) => {
  cards.get(id)?.remove();
  cards.delete(id);
  at('batches').hidden = cards.size === 0;
  onGone(id);
};

const show = (batch, onGone) => {
  const { id, name, status, progress } = batch;
  const card = cards.get(id);
  const part = (each) => card.querySelector(`.${each}`);
  const ended = status === 'ended';
  card.className = `batch ${ended ? '' : 'working'}`;
  part('name').textContent = name ?? 'Several files';
  part('facts').textContent = factsOf(batch);
  part('classes').textContent = countsOf(batch);
  part('progress').value = progress;
  part('progress').hidden = ended;
  for (const format of ['zip', 'csv'])
    part(format).href = `${API}/documents/export?${new URLSearchParams({ format, batch: id })}`;
  part('cancel').hidden = ended;
  part('cancel').onclick = act(id, 'POST', '/cancel', onGone);
  part('delete').onclick = () => {
    const what = `${name ?? 'these files'}, all ${batch.documents} documents with their answers`;
    if (confirm(`Delete ${what}? This cannot be undone.`)) act(id, 'DELETE', '', onGone)();
  };
  if (!ended && !card.timer) card.timer = setTimeout(look, LOOK, id, onGone);
};

const look = async (id, onGone) => {
  const card = cards.get(id);
  if (!card) return;
  card.timer = null;
  try {
    show(await ask(`/batches/${id}`), onGone);
  } catch (error) {
    if (error.status === 404) forget(id, onGone);
    else card.timer = setTimeout(look, LOOK * 5, id, onGone);
  }
};

export const showBatch = (batch, onGone, first = true) => {
  if (!cards.has(batch.id)) {
    const card = at('batch').content.firstElementChild.cloneNode(true);
    cards.set(batch.id, card);
    const list = at('batches').querySelector('ul');
    if (first) list.prepend(card);
    else list.append(card);
    at('batches').hidden = false;
  }
  show(batch, onGone);
};

export const earlierBatches = async (onGone) => {
  const { batches } = await ask(`/batches?limit=${SHOWN}`);
  for (const batch of batches) showBatch(batch, onGone, false);
};
