import { element, icon } from "../element";
import type { PlanLink } from "../talk/api";
import type { Picture } from "../talk/conversation";
import { type Button, type Message, type Rating, personIn } from "../talk/messages";
import { type Words, fill } from "../words";
import { ask, keepWithin } from "./ask";
import { Composer } from "./composer";
import { Dates } from "./dates";
import { Log } from "./log";
import { menu } from "./menu";
import { Notice } from "./notice";

/** What a chat component may ask for. Whatever shows the conversation needs nothing else (docs/widget.md). */
export interface Wishes {
  say(text: string): void;
  press(button: Button): void;
  rate(message: Message, rating: Rating): Promise<void>;
  planLink(): Promise<PlanLink>;
  hurry(): void;
  renew(): Promise<void>;
  erase(): Promise<void>;
  /** Nothing where it cannot be closed. */
  close: (() => void) | undefined;
  scrolled(above: number): void;
}

export interface Looks {
  words: Words;
  language: string;
  title: string;
  /** How far above the newest message to begin. */
  above: number;
}

/** The chat component: shows a picture of the conversation, and passes on what is wished. Knows no network. */
export interface ChatView {
  readonly node: HTMLElement;
  show(picture: Picture): void;
  focus(): void;
  stop(): void;
}

const CROSS = "M6 6l12 12M18 6 6 18";
/** Where the panel covers the page, the keyboard stays in it. The same stands in chat.css. */
const COVERS = "(max-width: 480px), (max-height: 480px)";

export function chatView(looks: Looks, wishes: Wishes): ChatView {
  const { words } = looks;
  const needs = { ...wishes, words, dates: new Dates(looks.language, words.chat) };
  const log = new Log(needs, looks.above, wishes.scrolled);
  const composer = new Composer(words.chat, wishes.say);
  const renew = (): void => {
    void wishes.renew();
    composer.focus();
  };
  const notice = new Notice({ words, hurry: wishes.hurry, renew });
  const panel = element("div", { class: "panel", ...roleOf(wishes.close) });
  const more = menu(words.chat.menu, [
    { title: words.menu.new, act: () => askForNew(panel, words, wishes, focusBack) },
    { title: words.menu.erase, act: () => askToErase(panel, words, wishes, focusBack) },
  ]);
  const focusBack = (): void => (more.hidden ? notice.focus() : more.querySelector("button")?.focus());
  const speaker = element("p", { "aria-live": "polite" }, words.chat.subtitle);
  const header = element(
    "header",
    {},
    element("div", {}, element("h2", { id: "title" }, looks.title), speaker),
    more,
    wishes.close && closeButton(words, wishes.close),
  );
  panel.append(header, log.node, notice.node, composer.node);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && wishes.close) wishes.close();
    if (event.key === "Tab" && wishes.close && window.matchMedia(COVERS).matches) keepWithin(panel, event);
  });
  return {
    node: panel,
    show(picture) {
      log.show(picture);
      tellWhoSpeaks(speaker, picture.messages, words);
      notice.show(picture);
      composer.allow(picture.phase === "ready");
      composer.show(["starting", "ready"].includes(picture.phase));
      more.hidden = picture.phase !== "ready";
    },
    focus: () => composer.focus(),
    stop: () => notice.stop(),
  };
}

/** Never let anybody think that a program is a person, or a person a program. */
function tellWhoSpeaks(node: HTMLElement, messages: readonly Message[], { chat }: Words): void {
  const name = personIn(messages);
  const told = name === undefined ? chat.subtitle : fill(chat.with_person, { name });
  if (node.textContent !== told) node.textContent = told;
}

function roleOf(close: unknown): Record<string, string> {
  return { role: close ? "dialog" : "region", "aria-labelledby": "title" };
}

function closeButton(words: Words, close: () => void): HTMLElement {
  const title = words.chat.close;
  const button = element("button", { type: "button", class: "icon", title, "aria-label": title, onclick: close });
  button.append(icon(CROSS));
  return button;
}

function askForNew(over: HTMLElement, { ask: say }: Words, wishes: Wishes, closed: () => void): void {
  ask(
    over,
    { title: say.new_title, text: say.new_text, yes: say.new_yes, cancel: say.cancel, failed: say.erase_failed, tick: say.new_too },
    async (eraseToo) => {
      if (eraseToo) await wishes.erase();
      void wishes.renew();
    },
    closed,
  );
}

function askToErase(over: HTMLElement, { ask: say }: Words, wishes: Wishes, closed: () => void): void {
  ask(
    over,
    { title: say.erase_title, text: say.erase_text, yes: say.erase_yes, cancel: say.cancel, failed: say.erase_failed, danger: true },
    () => wishes.erase(),
    closed,
  );
}
