import { element } from "../element";
import type { Picture } from "../talk/conversation";
import { type Words, fill } from "../words";

export interface NoticeNeeds {
  words: Words;
  hurry(): void;
  renew(): void;
}

interface Told {
  text: (seconds: number) => string;
  until?: number;
  action?: { title: string; act: () => void };
}

/** What stands in the way just now, and what one can do about it. */
export class Notice {
  readonly node: HTMLElement;
  private readonly text = element("p", { "aria-hidden": "true" });
  private readonly aloud = element("p", { class: "unseen", role: "status" });
  private readonly button = element("button", { type: "button", class: "plain" });
  private readonly bar: HTMLElement;
  private told: Told | undefined;
  private shown = "";
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly needs: NoticeNeeds) {
    this.button.addEventListener("click", () => this.told?.action?.act());
    this.bar = element("div", { class: "notice", hidden: true }, this.text, this.button);
    this.node = element("div", {}, this.aloud, this.bar);
  }

  show(picture: Picture): void {
    this.told = this.find(picture);
    const now = this.told?.text(0) ?? (picture.writing ? "writing" : "");
    if (now !== this.shown) this.say(now, picture.writing);
    this.bar.hidden = !this.told;
    this.button.hidden = !this.told?.action;
    this.button.textContent = this.told?.action?.title ?? "";
    this.count();
    clearInterval(this.timer);
    if (this.told?.until) this.timer = setInterval(() => this.count(), 1000);
  }

  /** The way on from here, where there is one. */
  focus(): void {
    this.button.focus();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The seconds are counted for the eyes only. */
  private count(): void {
    this.text.textContent = this.told ? this.told.text(this.seconds()) : "";
  }

  private say(now: string, writing: boolean): void {
    this.shown = now;
    this.aloud.textContent = this.told ? this.told.text(this.seconds()) : writing ? this.needs.words.chat.writing : "";
  }

  private seconds(): number {
    return Math.max(1, Math.ceil(((this.told?.until ?? 0) - Date.now()) / 1000));
  }

  private find({ phase, trouble, slow, writing, messages }: Picture): Told | undefined {
    const { state, erased, chat } = this.needs.words;
    const { hurry, renew } = this.needs;
    if (phase === "gone") return { text: () => state.gone, action: { title: state.gone_action, act: renew } };
    if (phase === "erased") return { text: () => erased.text, action: { title: erased.action, act: renew } };
    if (phase === "forbidden") return { text: () => state.forbidden };
    if (trouble?.kind === "offline") return { text: () => state.offline, action: { title: state.again, act: hurry } };
    if (trouble) {
      const sentence = state[trouble.kind];
      const act = trouble.kind === "busy" ? {} : { action: { title: state.again, act: hurry } };
      return { text: (seconds) => fill(sentence, { time: duration(seconds, state) }), until: trouble.until, ...act };
    }
    if (slow) return { text: () => chat.slow };
    if (writing && !messages.length) return { text: () => chat.starting };
    return undefined;
  }
}

const MOST_SECONDS = 90;

function duration(seconds: number, words: Words["state"]): string {
  if (seconds <= MOST_SECONDS) return fill(words.seconds, { count: seconds });
  return fill(words.minutes, { count: Math.ceil(seconds / 60) });
}
