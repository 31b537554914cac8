/** Resolves when somebody asks this process to stop; whoever asks twice does not want to wait. */
export function untilStopped(onStop: () => void = () => undefined): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(130);
      asked = true;
      onStop();
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
