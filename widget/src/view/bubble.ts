import { element } from "../element";
import type { Delivery } from "../talk/conversation";
import { type Button, type Message, type Rating, canBeRated } from "../talk/messages";
import type { PlanLink } from "../talk/api";
import { type Words, fill } from "../words";
import { readAssessment } from "./assessment";
import { assessmentCard } from "./assessment-card";
import type { Choices } from "./choices";
import type { Dates } from "./dates";
import { markdown } from "./markdown";
import { readPlan } from "./plan";
import { planCard } from "./plan-card";
import { thumbs } from "./thumbs";

export interface BubbleNeeds {
  words: Words;
  dates: Dates;
  press(button: Button): void;
  rate(message: Message, rating: Rating): Promise<void>;
  planLink(): Promise<PlanLink>;
}

/** What of a message changes after it was said. */
export interface Standing {
  choices: Choices | undefined;
  thumbs: boolean;
  /** Whether to tell when it was said: once for what was said in one go. */
  timed: boolean;
  delivery: Delivery | undefined;
  reason: string | undefined;
}

/** One message. What stands in it stays the same node, so that a screen reader does not hear it twice. */
export class Bubble {
  readonly node: HTMLElement;
  private readonly choices: HTMLElement;
  private readonly delivery: HTMLElement;
  private readonly rating: HTMLElement;
  private readonly time: HTMLTimeElement;
  private shown = "";

  constructor(
    message: Message,
    private readonly needs: BubbleNeeds,
  ) {
    const { words } = needs;
    const own = message.author === "firm";
    this.choices = element("div", { class: "choices", hidden: true, tabindex: -1 });
    this.delivery = element("p", { class: "delivery", hidden: true });
    this.rating = element("div", { hidden: true });
    this.time = element("time");
    this.node = element(
      "div",
      { class: own ? "message own" : `message ${message.author}`, "data-type": message.data.type },
      element(
        "div",
        { class: "bubble" },
        message.author === "person"
          ? element("p", { class: "name" }, fill(words.chat.person, { name: message.data.name ?? "" }))
          : element("span", { class: "unseen" }, `${own ? words.chat.you : words.chat.advisor}: `),
        message.author === "advisor" ? this.advisorText(message) : asWritten(message.text),
      ),
      this.rating,
      this.choices,
      element("div", { class: "foot" }, this.time, this.delivery),
    );
  }

  update(message: Message, standing: Standing): void {
    const now = JSON.stringify([message.id, message.sent_at, standing]);
    if (now === this.shown) return;
    this.shown = now;
    this.time.dateTime = message.sent_at;
    this.time.textContent = this.needs.dates.timeOf(message.sent_at);
    this.time.hidden = !standing.timed;
    this.showChoices(standing.choices);
    this.showDelivery(standing.delivery, standing.reason);
    this.showRating(message, standing.thumbs);
  }

  private advisorText(message: Message): DocumentFragment {
    const { words, dates, planLink } = this.needs;
    const newTab = words.chat.new_tab;
    const text = markdown(message.text, newTab);
    const assessment = readAssessment(message.data.assessment);
    const plan = readPlan(message.data.plan);
    if (assessment) text.append(assessmentCard(assessment, words.assessment));
    if (plan) text.append(planCard(plan, { words: words.plan, newTab, dates, planLink }));
    return text;
  }

  private showChoices(choices: Choices | undefined): void {
    this.choices.hidden = !choices;
    if (!choices) return;
    const { words } = this.needs;
    this.choices.setAttribute("role", "group");
    this.choices.setAttribute("aria-label", words.chat.choices);
    const focused = (this.choices.getRootNode() as ShadowRoot).activeElement;
    const at = [...this.choices.children].indexOf(focused as Element);
    this.choices.replaceChildren(...choices.buttons.map((button) => this.choice(button, choices)));
    if (at < 0) return;
    // The keyboard goes on from here: the next stop is what comes after these buttons.
    const next = choices.open ? (this.choices.children[at] as HTMLElement | undefined) : this.choices;
    next?.focus({ preventScroll: true });
  }

  private choice(button: Button, { open, chosen }: Choices): HTMLElement {
    const taken = chosen === button.payload;
    return element(
      "button",
      { type: "button", class: taken ? "chosen" : undefined, disabled: !open, onclick: () => this.needs.press(button) },
      button.title,
      taken && element("span", { class: "unseen" }, ` (${this.needs.words.chat.chosen})`),
    );
  }

  private showDelivery(delivery: Delivery | undefined, reason: string | undefined): void {
    const { state } = this.needs.words;
    this.delivery.hidden = !delivery;
    this.node.classList.toggle("refused", delivery === "refused");
    if (!delivery) return;
    this.delivery.textContent = reason ? `${state.refused}. ${fill(state.refused_why, { detail: reason })}` : state[delivery];
  }

  private showRating(message: Message, wanted: boolean): void {
    const show = wanted && canBeRated(message);
    this.rating.hidden = !show;
    if (!show || this.rating.childElementCount) return;
    this.rating.append(
      thumbs(message.data.rating, this.needs.words.rating, (rating) => this.needs.rate(message, rating)),
    );
  }
}

/** What somebody wrote, as it was written. */
function asWritten(text: string): HTMLElement {
  return element("p", { class: "plain-text", dir: "auto" }, text);
}
