/** Exit 0 where the app in this container lives. Not whether it is ready: a restart mends no database, and no model. */
const port = process.env.DOCKET_PORT ?? '8080';
const answer = await fetch(`http://127.0.0.1:${port}/health/live`, {
  signal: AbortSignal.timeout(4000),
}).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
