/** Ends a command when what it writes has no place any more: quietly where nobody reads on, as with `| head -1`. */

/** Short commands come to their end unheard; long ones stop as after Ctrl-C: what is finished is kept. */
export function endWithoutReader(): void {
  let gone = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (gone) return;
    gone = true;
    if (error.code !== 'EPIPE') {
      process.stderr.write(`error What this command says cannot be written (${error.message}).\n`);
      process.once('exit', () => {
        process.exitCode = 1;
      });
    }
    process.emit('SIGTERM');
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}
