/** How much runs at once: so many pieces of work, and no more of their input in memory than there is room for. */

export interface SlotLimits {
  /** Pieces of work at a time. */
  jobs: number;
  /** Bytes of input held at a time; a piece that is larger runs alone. */
  memory: number;
}

export class WorkSlots {
  private running = 0;
  private held = 0;
  private readonly queue: { bytes: number; start: () => void }[] = [];

  constructor(private readonly limits: SlotLimits) {}

  /** First come, first served: a large piece is not overtaken for ever by small ones. @param bytes of its inputs */
  async use<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.queue.length > 0 || !this.fits(bytes)) {
      await new Promise<void>((start) => this.queue.push({ bytes, start }));
    } else this.take(bytes);
    try {
      return await work();
    } finally {
      this.running--;
      this.held -= bytes;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.queue[0]; next !== undefined && this.fits(next.bytes); next = this.queue[0]) {
      this.queue.shift();
      this.take(next.bytes);
      next.start();
    }
  }

  private fits(bytes: number): boolean {
    return this.running === 0 || (this.running < this.limits.jobs && this.held + bytes <= this.limits.memory);
  }

  private take(bytes: number): void {
    this.running++;
    this.held += bytes;
  }
}
