import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { Lookout } from '#nest-kit/lookout.js';

const HOUR = 3_600_000;

/** Counts its looks; each lasts until it is let go. */
class Looks {
  begun = 0;
  private readonly letGo: (() => void)[] = [];

  readonly look = (): Promise<void> => {
    this.begun += 1;
    return new Promise((resolve) => this.letGo.push(resolve));
  };

  async end(): Promise<void> {
    this.letGo.shift()!();
    await turn();
  }
}

describe('a lookout', () => {
  it('looks once more, and not twice, for all that came up during a look', async () => {
    const looks = new Looks();
    const lookout = new Lookout(HOUR, looks.look);
    lookout.wake();
    lookout.wake();
    lookout.wake();
    expect(looks.begun).toBe(1);
    await looks.end();
    expect(looks.begun).toBe(2);
    await looks.end();
    expect(looks.begun).toBe(2);
    lookout.wake();
    expect(looks.begun).toBe(3);
  });

  it('looks again where a look itself says that there is more', async () => {
    let left = 3;
    const lookout: Lookout = new Lookout(HOUR, async () => {
      left -= 1;
      if (left > 0) lookout.wake();
    });
    lookout.wake();
    await turn();
    expect(left).toBe(0);
  });

  it('looks at intervals until it rests, and again after another start', async () => {
    let looks = 0;
    const lookout = new Lookout(1, async () => {
      looks += 1;
    });
    lookout.start();
    while (looks < 3) await pause(1);
    lookout.rest();
    await turn();
    const rested = looks;
    await pause(10);
    expect(looks).toBe(rested);
    lookout.start();
    while (looks === rested) await pause(1);
    await lookout.close();
  });

  it('is closed when the look that is going on has ended, and never looks again', async () => {
    const looks = new Looks();
    const lookout = new Lookout(HOUR, looks.look);
    lookout.wake();
    lookout.wake();
    let closed = false;
    const closing = lookout.close().then(() => {
      closed = true;
    });
    await turn();
    expect(closed).toBe(false);
    await looks.end();
    await closing;
    lookout.wake();
    lookout.start();
    await turn();
    expect(looks.begun).toBe(1);
  });
});
