/** What happens to documents, as it happens, while somebody looks at the page. */

import { API, ask } from './session.js';

/** Milliseconds before a stream that was refused is asked for again. */
const PAUSE = 5_000;

let source = null;

/** Whether events come in: nothing has to be asked for then. */
export const listening = () => source?.readyState === EventSource.OPEN;

/** @param onState told of each state that a document comes to */
export const listen = (onState) => {
  let latest = '';
  const open = () => {
    source = new EventSource(`${API}/events${latest && `?after=${latest}`}`);
    source.addEventListener('document', ({ data, lastEventId }) => {
      latest = lastEventId;
      onState(JSON.parse(data));
    });
    source.onerror = () => {
      // Else the browser connects again by itself.
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      // Asking renews a session that is over.
      setTimeout(() => ask('/auth/me').then(turn, turn), PAUSE);
    };
  };
  /** A browser has six connections for all its windows; those that nobody looks at need none. */
  const turn = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) open();
  };
  document.addEventListener('visibilitychange', turn);
  turn();
};
