import { dress } from "../element";
import { HANDOVER, type Handover, type Mounted, type Stage } from "../mount";
import { isRightToLeft, wordsFor } from "../words";
import { readPlace, writePlace } from "../place";
import { isRecord, lasting, ofThisTab } from "../storage";
import { Api } from "../talk/api";
import { Conversation } from "../talk/conversation";
import { type Message, expectsPerson } from "../talk/messages";
import { chatView } from "../view/chat-view";
import css from "../view/chat.css";

/** Bring conversation and view together. */
export function mount({ origin, options, root, into, close, emit }: Stage): Mounted {
  const words = wordsFor(options.language);
  const here = ofThisTab(origin);
  dress(root, css);
  into.lang = options.language;
  const host = root.host as HTMLElement;
  host.dir = options.direction ?? (isRightToLeft(options.language) ? "rtl" : pageDirection());

  const view = chatView(
    { words, language: options.language, title: options.title ?? words.chat.title, above: readPlace(here)?.above ?? 0 },
    {
      say: (text) => conversation.say({ text }),
      press: ({ payload, title }) => conversation.say({ payload, title }),
      rate: (message, rating) => conversation.rate(message, rating),
      planLink: () => conversation.planLink(),
      hurry: () => conversation.hurry(),
      renew: () => conversation.renew(),
      erase: async () => {
        await conversation.erase();
        emit("erased", {});
      },
      close,
      scrolled: (above) => writePlace(here, { above }),
    },
  );
  const conversation = new Conversation(new Api(origin), lasting(origin), options.language, {
    changed: (picture) => {
      view.show(picture);
      const expects = picture.phase === "ready" && expectsPerson(picture.messages);
      if (expects !== expected) {
        expected = expects;
        listen();
      }
    },
    news: (messages) => messages.forEach((message) => tell(message, emit)),
  });
  let wanted = true;
  /** Who waits for a person hears of an answer also while the panel is closed. */
  let expected = false;
  const listen = (): void => conversation.listen((wanted || expected) && document.visibilityState === "visible");
  document.addEventListener("visibilitychange", listen);

  into.append(view.node);
  listen();
  void conversation.start();
  return {
    focus: () => view.focus(),
    shown(on) {
      wanted = on;
      listen();
    },
    remove() {
      document.removeEventListener("visibilitychange", listen);
      conversation.close();
      view.stop();
      view.node.remove();
    },
  };
}

/** What the page gets to know: that something was said, and what kind of thing. Never the words. */
function tell({ author, data }: Message, emit: Stage["emit"]): void {
  emit("message", { author, type: data.type });
  if (isRecord(data.assessment)) emit("assessment", { stage: data.assessment["stage"] });
  if (data.plan !== undefined) emit("plan", {});
}

function pageDirection(): "ltr" | "rtl" {
  return getComputedStyle(document.documentElement).direction === "rtl" ? "rtl" : "ltr";
}

(window as Handover)[HANDOVER]?.(mount);
