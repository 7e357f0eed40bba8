import { element, icon } from "../element";
import type { Picture } from "../talk/conversation";
import type { Message } from "../talk/messages";
import { Bubble, type BubbleNeeds } from "./bubble";
import { choicesOf } from "./choices";

const NEAR = 48;
const FAR = 240;
const DOWN = "M12 4v14M5 12l7 7 7-7";

/** The messages in order, with the days between them. A screen reader hears what is added. */
export class Log {
  readonly node: HTMLElement;
  private readonly list: HTMLElement;
  private readonly down: HTMLButtonElement;
  private readonly dots: HTMLElement;
  private readonly bubbles = new Map<string, Bubble>();
  private readonly days = new Map<string, HTMLElement>();
  private first = true;

  constructor(
    private readonly needs: BubbleNeeds,
    private readonly above: number,
    private readonly scrolled: (above: number) => void,
  ) {
    const { chat } = needs.words;
    this.list = element("div", { class: "list", role: "log", "aria-label": chat.log, "aria-live": "off" });
    this.dots = element("div", { class: "dots", hidden: true, "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    this.down = element("button", { type: "button", class: "down", hidden: true, title: chat.to_newest, "aria-label": chat.to_newest });
    this.down.append(icon(DOWN));
    this.down.addEventListener("click", () => (this.pane.scrollTop = this.pane.scrollHeight));
    const pane = element("div", { class: "pane", tabindex: 0, role: "region", "aria-label": chat.log }, this.list, this.dots);
    pane.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    this.node = element("div", { class: "log" }, pane, this.down);
  }

  show(picture: Picture): void {
    const pane = this.pane;
    const wasNear = this.distance() < NEAR;
    const { fresh, said } = this.place(picture);
    this.dots.hidden = !picture.writing;
    if (!picture.messages.length) return;
    if (this.first) this.arrive(picture.messages.some(({ author }) => author === "firm"));
    else if (wasNear || said) this.follow(fresh);
    this.down.hidden = this.distance() < FAR || pane.clientHeight === 0;
  }

  private get pane(): HTMLElement {
    return this.list.parentElement as HTMLElement;
  }

  /** Go back to where somebody was, or begin at the beginning, and only then begin to read aloud. */
  private arrive(back: boolean): void {
    this.first = false;
    this.pane.scrollTop = back ? this.pane.scrollHeight - this.pane.clientHeight - this.above : 0;
    setTimeout(() => this.list.setAttribute("aria-live", "polite"), 500);
  }

  /** The newest message in view, but never its beginning out of view. */
  private follow(fresh: HTMLElement | undefined): void {
    const bottom = this.pane.scrollHeight - this.pane.clientHeight;
    this.pane.scrollTop = fresh ? Math.min(bottom, fresh.offsetTop - NEAR / 2) : bottom;
  }

  /** Put every message in its place; tells the advisor's first new node, and whether something was just said here. */
  private place(picture: Picture): { fresh: HTMLElement | undefined; said: boolean } {
    const shown = picture.messages.filter((message, at) => !isToldByCard(message, picture.messages.slice(0, at)));
    const taken = shown.filter(({ data }) => picture.deliveries.get(data.client_id ?? "") !== "refused");
    const choices = choicesOf(taken, picture.thumbs);
    const wanted: HTMLElement[] = [];
    const keys = new Set<string>();
    let day = "";
    let fresh: HTMLElement | undefined;
    let said = false;
    for (const [at, message] of shown.entries()) {
      const today = this.needs.dates.dayOf(message.sent_at);
      if (today !== day) wanted.push(this.day((day = today)));
      const key = message.data.client_id ?? message.id;
      keys.add(key);
      let bubble = this.bubbles.get(key);
      if (!bubble) {
        bubble = new Bubble(message, this.needs);
        this.bubbles.set(key, bubble);
        if (message.author !== "firm") fresh ??= bubble.node;
        else said ||= picture.deliveries.has(key);
      }
      bubble.update(message, {
        choices: choices.get(message.id),
        thumbs: picture.thumbs,
        timed: !this.goesOn(message, shown[at + 1]),
        delivery: picture.deliveries.get(message.data.client_id ?? ""),
        reason: picture.reasons.get(message.data.client_id ?? ""),
      });
      wanted.push(bubble.node);
    }
    for (const key of [...this.bubbles.keys()]) if (!keys.has(key)) this.bubbles.delete(key);
    arrange(this.list, wanted);
    return { fresh, said };
  }

  /** Whether the next message was said by the same in the same minute. */
  private goesOn(message: Message, next: Message | undefined): boolean {
    const { dates } = this.needs;
    return next?.author === message.author && dates.timeOf(next.sent_at) === dates.timeOf(message.sent_at);
  }

  private day(name: string): HTMLElement {
    const known = this.days.get(name);
    if (known) return known;
    const made = element("p", { class: "day" }, name);
    this.days.set(name, made);
    return made;
  }

  private distance(): number {
    return this.pane.scrollHeight - this.pane.clientHeight - this.pane.scrollTop;
  }

  private noteScroll(): void {
    const above = this.distance();
    this.down.hidden = above < FAR;
    this.scrolled(above < NEAR ? 0 : Math.round(above));
  }
}

/** Make the nodes stand in this order, without moving those that already do: a node moved is a node read again. */
function arrange(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  const set = new Set<Node>(wanted);
  for (const node of [...list.childNodes]) if (!set.has(node)) node.remove();
  let at = list.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
}

const SAID_BY_PLAN_CARD = ["item", "sources", "helpers"];

/** Whether a card above says it already: the advisor says the same in words, for channels without cards. */
function isToldByCard({ data }: Message, before: readonly Message[]): boolean {
  if (data.type === "plan" && SAID_BY_PLAN_CARD.includes(data.part ?? "")) {
    return before.some((other) => other.data.plan !== undefined);
  }
  return data.type === "assessment" && data.part === "evidence" && before.some((other) => other.data.assessment !== undefined);
}
