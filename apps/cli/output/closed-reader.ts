/** Ends a command quietly when nobody reads any more what it writes, as `docket metrics show | head -1` does. */

/** Short commands come to their end unheard; long ones stop as after Ctrl-C: what is finished is kept. */
export function endWithoutReader(): void {
  let gone = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (gone) return;
    gone = true;
    process.emit('SIGTERM');
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
