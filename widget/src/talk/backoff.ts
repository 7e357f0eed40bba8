const FIRST = 1;
const LONGEST = 30;

/** Seconds to wait before the next try: doubled each time, never the same for all browsers at once. */
export class Backoff {
  private failures = 0;

  constructor(private readonly random: () => number = Math.random) {}

  next(asked?: number): number {
    const seconds = Math.min(FIRST * 2 ** this.failures, LONGEST);
    this.failures += 1;
    return asked ?? seconds * (0.8 + 0.4 * this.random());
  }

  reset(): void {
    this.failures = 0;
  }
}

/** A pause that can be cut short. */
export class Pause {
  private wake: (() => void) | undefined;

  for(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
