/** Gives signs of life for a claim, in a thread of its own: the stages of a run may keep the main one for minutes. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { path, offset, interval } = workerData;
let beat = 0;

const timer = setInterval(() => {
  beat = (beat + 1) % 10;
  let file;
  try {
    // Opened anew each time: a file that others took away must not be written to unseen.
    file = openSync(path, 'r+');
    // One byte in place: never torn, and a full disk does not refuse it.
    writeSync(file, String(beat), offset);
  } catch (error) {
    if (error.code !== 'ENOENT') return;
    clearInterval(timer);
    parentPort.postMessage('lost');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}, interval);
