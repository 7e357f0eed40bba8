import type { Api } from "./api";
import { Backoff, Pause } from "./backoff";
import type { Message } from "./messages";
import { Problem } from "./problem";
import type { Session } from "./session";

export interface Hearer {
  newest(): string | undefined;
  heard(messages: Message[]): void;
  /** The whole history, where there is no stream. */
  read(history: Message[]): void;
  gone(): void;
  /** Whether the advisor can be reached. */
  connected(connected: boolean): void;
}

const POLL_SECONDS = 10;
/** The advisor shows every 15 seconds that it is there. */
const SILENCE_SECONDS = 50;
const FEW_STREAMS_SECONDS = 60;

/** Hears what is said in a conversation, by its stream; where there is none, it asks for the history now and then. */
export class Listener {
  private stopped = false;
  private failures = 0;
  private hasStream = true;
  private readonly stopping = new AbortController();
  private readonly pause = new Pause();

  constructor(
    private readonly api: Api,
    private readonly session: Session,
    private readonly hearer: Hearer,
    private readonly backoff = new Backoff(),
  ) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        if (this.hasStream) await this.stream();
        else await this.poll();
        this.failures = 0;
      } catch (error) {
        if (this.stopped) return;
        if (!(error instanceof Problem)) throw error;
        await this.failed(error);
      }
    }
  }

  /** Try again at once. */
  hurry(): void {
    this.pause.end();
  }

  stop(): void {
    this.stopped = true;
    this.stopping.abort();
    this.pause.end();
  }

  private async stream(): Promise<void> {
    const silence = new AbortController();
    const stop = (): void => silence.abort();
    this.stopping.signal.addEventListener("abort", stop);
    let timer = setTimeout(stop, SILENCE_SECONDS * 1000);
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE_SECONDS * 1000);
      this.failures = 0;
      this.backoff.reset();
      if (!this.stopped) this.hearer.connected(true);
    };
    const heard = (message: Message): void => {
      if (!this.stopped) this.hearer.heard([message]);
    };
    try {
      const ended = await this.api.stream(this.session, this.hearer.newest(), silence.signal, heard, alive);
      if (ended && !this.stopped) this.end();
    } finally {
      clearTimeout(timer);
      this.stopping.signal.removeEventListener("abort", stop);
    }
    if (!this.stopped) await this.pause.for(1);
  }

  private async poll(): Promise<void> {
    const history = await this.api.history(this.session);
    if (this.stopped) return;
    this.backoff.reset();
    this.hearer.connected(true);
    this.hearer.read(history);
    await this.pause.for(POLL_SECONDS);
  }

  private async failed(problem: Problem): Promise<void> {
    if (this.hasStream && problem.status >= 400 && problem.status < 500 && problem.status !== 401) {
      // An advisor without streams, or too many of them. Whether the conversation is there, its history tells.
      this.hasStream = false;
      if (problem.status === 429) setTimeout(() => (this.hasStream = true), FEW_STREAMS_SECONDS * 1000);
      return;
    }
    if (problem.isGone) {
      this.end();
      return;
    }
    this.failures += 1;
    if (this.failures > 1 && problem.status !== 429) this.hearer.connected(false);
    await this.pause.for(this.backoff.next(problem.wait));
  }

  private end(): void {
    this.stop();
    this.hearer.gone();
  }
}
