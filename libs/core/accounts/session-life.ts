/** Milliseconds that a refresh token, and the cookie it lies in, are good: who comes back within them need not sign in. */
export const SESSION_LIFE = 14 * 86_400_000;
