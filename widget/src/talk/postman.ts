import type { Saying } from "./api";
import { Backoff, Pause } from "./backoff";
import { alone } from "./lock";
import { type Message, isNotYet } from "./messages";
import { type Letter, type Outbox, saying } from "./outbox";
import { Problem } from "./problem";

/** Why the next try has to wait, and until when (milliseconds since 1970). */
export interface Trouble {
  kind: "offline" | "retrying" | "busy" | "away";
  until: number;
}

export interface Addressee {
  say(saying: Saying): Promise<Message[]>;
  /** Messages came; `finished` when the letter has its answer. */
  answered(letter: Letter, messages: Message[], finished: boolean): void;
  /** It will never be taken. */
  refused(letter: Letter, problem: Problem): void;
  gone(problem: Problem): void;
  changed(): void;
}

/** Over this a slow answer is spoken of. */
export const SLOW_SECONDS = 4;

/** Sends what is in the outbox, one letter after another, until each has its answer. */
export class Postman {
  trouble: Trouble | undefined;
  sending: string | undefined;
  slow = false;

  private running = false;
  private stopped = false;
  /** The advisor has the letter and is at it. */
  private working = false;
  private readonly pause = new Pause();

  constructor(
    private readonly conversation: string,
    private readonly outbox: Outbox,
    private readonly addressee: Addressee,
    private readonly backoff = new Backoff(),
  ) {}

  /** Begin to send, unless it is under way. */
  async run(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      for (let letter = this.next(); letter && !this.stopped; letter = this.next()) await this.deliver(letter);
    } finally {
      this.running = false;
    }
  }

  /** Try again at once. */
  hurry(): void {
    this.pause.end();
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.pause.end();
  }

  private next(): Letter | undefined {
    return this.outbox.of(this.conversation)[0];
  }

  private async deliver(letter: Letter): Promise<void> {
    const slow = setTimeout(() => this.change({ slow: true }), SLOW_SECONDS * 1000);
    this.change({ sending: letter.client_id });
    try {
      await alone(`advisor-outbox-${this.conversation}`, () => this.hand(letter));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.failed(letter, error);
    } finally {
      clearTimeout(slow);
      if (!this.stopped && !this.working) this.change({ sending: undefined, slow: false });
    }
  }

  private async hand(letter: Letter): Promise<void> {
    if (!this.outbox.of(this.conversation).some(({ client_id }) => client_id === letter.client_id)) return; // Another tab did.
    const messages = await this.addressee.say(saying(letter));
    if (this.stopped) return;
    const notYet = messages.find(isNotYet);
    this.working = notYet?.data.reason === "still_working";
    if (!notYet) {
      this.outbox.take(letter.client_id);
      this.backoff.reset();
      this.change({ trouble: undefined });
      this.addressee.answered(letter, messages, true);
      return;
    }
    const others = messages.filter((message) => !isNotYet(message));
    if (others.length) this.addressee.answered(letter, others, false);
    if (this.working) {
      this.change({ slow: true });
      throw new Problem("still_working", 503, "");
    }
    throw new Problem("away", 503, "");
  }

  private async failed(letter: Letter, problem: Problem): Promise<void> {
    if (this.stopped) return;
    this.working = problem.key === "still_working";
    if (problem.isGone) {
      this.stop();
      this.addressee.gone(problem);
    } else if (problem.passes) {
      await this.wait(problem);
    } else {
      this.outbox.take(letter.client_id);
      this.change({ trouble: undefined });
      this.addressee.refused(letter, problem);
    }
  }

  private async wait(problem: Problem): Promise<void> {
    const seconds = this.backoff.next(problem.wait);
    if (problem.key === "still_working") {
      await this.pause.for(Math.min(seconds, 2)); // The advisor is at it: this is no trouble.
      return;
    }
    this.change({ sending: undefined, slow: false, trouble: { kind: kindOf(problem), until: Date.now() + seconds * 1000 } });
    await this.pause.for(seconds);
  }

  private change(state: Partial<Pick<Postman, "trouble" | "sending" | "slow">>): void {
    Object.assign(this, state);
    this.addressee.changed();
  }
}

export function kindOf(problem: Problem): Trouble["kind"] {
  if (problem.key === "away") return "away";
  if (problem.key === "offline") return navigator.onLine === false ? "offline" : "retrying";
  return problem.status === 429 ? "busy" : "retrying";
}
