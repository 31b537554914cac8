/** Who is signed in: by the link in the address, by name and password, or still from before; and all calls to the API. */

export const API = '/api/v1';

export const at = (id) => document.getElementById(id);

export const tell = (id, error) => {
  at(id).textContent = error?.message ?? '';
  at(id).hidden = !error;
};

/** @throws an Error whose message is for the person, with the status and code of the answer */
const call = async (path, options) => {
  const answer = await fetch(API + path, options).catch(() => {
    throw new Error('Docket does not answer. Is it still running?');
  });
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const { status } = answer;
    throw Object.assign(new Error(body.detail ?? `The server answered ${status}.`), {
      status,
      code: body.code,
    });
  }
  return body;
};

const post = (path, body) =>
  call(`/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

let refreshing = null;

/** One at a time, also of several windows: a refresh token that comes twice ends the session. */
const refresh = () => {
  const work = () => post('refresh', {});
  refreshing ??= (navigator.locks ? navigator.locks.request('docket-refresh', work) : work()).finally(() => {
    refreshing = null;
  });
  return refreshing;
};

/** Waits for whoever has to sign in again; what was being done goes on then. @throws as `call` */
export const ask = async (path, options) => {
  for (;;) {
    try {
      return await call(path, options);
    } catch (error) {
      if (error.status !== 401) throw error;
      await refresh().catch((refused) => {
        if (refused.status !== 401) throw refused;
        return signedIn(true);
      });
    }
  }
};

const shown = ({ account }) => {
  at('account').textContent = `${account.name} (${account.role})`;
  at('own').hidden = false;
  at('sign-in').hidden = true;
  at('signed-in').hidden = false;
};

/** @returns when somebody has signed in by the form */
const byForm = () =>
  new Promise((resolve) => {
    const form = at('credentials');
    at('signed-in').hidden = true;
    at('sign-in').hidden = false;
    at('own').hidden = true;
    at('model').textContent = '';
    form.elements.name.focus();
    form.onsubmit = async (event) => {
      event.preventDefault();
      tell('sign-in-refused', null);
      try {
        const session = await post('login', { ...Object.fromEntries(new FormData(form)), cookie: true });
        form.reset();
        askForNewPassword(form, false);
        resolve(session);
      } catch (error) {
        if (error.code === 'auth/one-time-password') askForNewPassword(form, true);
        tell('sign-in-refused', error);
      }
    };
  });

const askForNewPassword = (form, asked) => {
  at('new-password').hidden = !asked;
  form.elements.new_password.disabled = !asked;
  form.elements.new_password.required = asked;
  if (asked) form.elements.new_password.focus();
};

const byLink = async (link) => {
  // It is used up; nobody shall send it on, or find it in the history.
  history.replaceState(null, '', location.pathname);
  try {
    return await post('link', { link, cookie: true });
  } catch (error) {
    tell('sign-in-refused', error);
    return null;
  }
};

let signingIn = null;

/** Resolves when somebody is signed in. @param again the session is over */
export const signedIn = (again = false) => {
  signingIn ??= signIn(again).finally(() => {
    signingIn = null;
  });
  return signingIn;
};

const signIn = async (again) => {
  const link = /^#sign-in=([\w-]+)$/.exec(location.hash)?.[1];
  let session = link ? await byLink(link) : null;
  if (!session && !again) {
    // Quietly: whoever is not signed in has done nothing wrong. A refresh token is used up only where it must be: the
    // next one would be lost with a page that is closed at this moment.
    session = await call('/auth/me')
      .catch(() => refresh())
      .catch(() => null);
  }
  shown(session ?? (await byForm()));
};

at('sign-out').addEventListener('click', async () => {
  await post('logout', {}).catch(() => null);
  // What is shown was somebody's own.
  location.reload();
});
