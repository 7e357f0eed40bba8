import type { Drawer } from "../storage";
import type { Api, PlanLink } from "./api";
import { Backoff, Pause } from "./backoff";
import { Listener } from "./listener";
import { alone } from "./lock";
import type { Message, Rating } from "./messages";
import { type Letter, Outbox, newId } from "./outbox";
import { Postman, type Trouble, kindOf } from "./postman";
import { Problem } from "./problem";
import { type Session, forgetSession, readSession, sessionKey, writeSession } from "./session";
import { type News, Tabs } from "./tabs";
import { Transcript } from "./transcript";

/** `gone`: the advisor does not know it any more. `forbidden`: the advisor does not serve this website. */
export type Phase = "starting" | "ready" | "gone" | "erased" | "forbidden";

export type Delivery = "waiting" | "sending" | "refused";

/** All that is to be seen of a conversation. */
export interface Picture {
  phase: Phase;
  messages: readonly Message[];
  trouble: Trouble | undefined;
  writing: boolean;
  slow: boolean;
  /** Whether thumbs can be given; else the advisor's own buttons do. */
  thumbs: boolean;
  /** How far own words have come, by `client_id`; what is not here has arrived. */
  deliveries: ReadonlyMap<string, Delivery>;
  /** Why words were refused, by `client_id`. */
  reasons: ReadonlyMap<string, string>;
}

export interface Watcher {
  changed(picture: Picture): void;
  /** Messages that were not known, after the first look at the history. */
  news(messages: readonly Message[]): void;
}

/** A conversation with the advisor, kept over reloads and shared by tabs. */
export class Conversation {
  private phase: Phase = "starting";
  private session: Session | undefined;
  private readonly transcript = new Transcript();
  private readonly outbox: Outbox;
  private readonly tabs: Tabs;
  private postman: Postman | undefined;
  private listener: Listener | undefined;
  private listening = false;
  private trouble: Trouble | undefined;
  private slowStart = false;
  private thumbs = true;
  private known = false;
  private life = 0;
  private readonly refusals = new Map<string, string>();
  private readonly pause = new Pause();

  constructor(
    private readonly api: Api,
    private readonly drawer: Drawer,
    private readonly language: string,
    private readonly watcher: Watcher,
  ) {
    this.outbox = new Outbox(drawer);
    this.tabs = new Tabs(api.origin, () => this.session?.conversation_id, (news) => this.toldByTab(news));
    window.addEventListener("online", this.online);
    window.addEventListener("offline", this.offline);
    window.addEventListener("storage", this.storageChanged);
  }

  get picture(): Picture {
    const deliveries = new Map<string, Delivery>();
    for (const { client_id } of this.letters()) {
      deliveries.set(client_id, this.postman?.sending === client_id ? "sending" : "waiting");
    }
    for (const id of this.refusals.keys()) deliveries.set(id, "refused");
    return {
      phase: this.phase,
      messages: this.transcript.messages,
      trouble: this.postman?.trouble ?? this.trouble,
      writing: this.postman?.sending !== undefined || (this.phase === "starting" && !this.trouble),
      slow: this.postman?.slow ?? this.slowStart,
      thumbs: this.thumbs,
      deliveries,
      reasons: this.refusals,
    };
  }

  /** Go on where it was left, or begin. */
  async start(): Promise<void> {
    const life = this.begin("starting");
    const slow = setTimeout(() => life === this.life && this.change(() => (this.slowStart = true)), 4000);
    const backoff = new Backoff();
    try {
      while (life === this.life) {
        try {
          await this.enter(life);
          return;
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          if (life !== this.life) return;
          if (error.status === 403) return this.end("forbidden");
          if (error.isGone) return this.end("gone");
          await this.waitFor(error, backoff);
        }
      }
    } finally {
      clearTimeout(slow);
      if (life === this.life) this.change(() => (this.slowStart = false));
    }
  }

  /** Say words or press a button. It is kept at once, and sent as soon as it can be. */
  say(words: { text: string } | { payload: string; title: string }): void {
    if (!this.session || this.phase !== "ready") return;
    const last = this.letters().pop();
    if ("payload" in words && last?.payload === words.payload) return; // Pressed twice.
    const letter = this.outbox.put({
      client_id: newId(),
      conversation_id: this.session.conversation_id,
      shown: "text" in words ? words.text : words.title,
      said_at: new Date().toISOString(),
      ...("text" in words ? { text: words.text } : { payload: words.payload }),
    });
    this.transcript.echo(letter);
    this.tabs.tell({ kind: "said", letter });
    this.watcher.changed(this.picture);
    void this.postman?.run();
  }

  hurry(): void {
    this.pause.end();
    this.postman?.hurry();
    this.listener?.hurry();
  }

  /** Hear what is said, only while somebody looks: each open stream costs both sides. */
  listen(on: boolean): void {
    if (on === this.listening) return;
    this.listening = on;
    if (on) this.startListening();
    else this.stopListening();
  }

  async rate(message: Message, rating: Rating): Promise<void> {
    if (!this.session) return;
    try {
      await this.api.rate(this.session, message.id, rating);
      message.data.rating = rating;
    } catch (error) {
      if (error instanceof Problem && error.isGone) this.thumbs = false;
      else throw error;
    } finally {
      this.watcher.changed(this.picture);
    }
  }

  async planLink(): Promise<PlanLink> {
    if (!this.session) throw new Problem("not_found", 404, "");
    return this.api.planLink(this.session);
  }

  /** Delete all of it, at the advisor and here. */
  async erase(): Promise<void> {
    const session = this.session;
    if (!session) return;
    try {
      await this.api.erase(session);
    } catch (error) {
      if (!(error instanceof Problem && error.isGone)) throw error;
    }
    this.forget(session);
    this.end("erased");
  }

  /** Leave this one, and begin another. */
  async renew(): Promise<void> {
    if (this.session) this.forget(this.session);
    await this.start();
  }

  close(): void {
    this.begin("gone");
    this.tabs.close();
    window.removeEventListener("online", this.online);
    window.removeEventListener("offline", this.offline);
    window.removeEventListener("storage", this.storageChanged);
  }

  private readonly online = (): void => {
    this.hurry();
    if (this.trouble?.kind === "offline") this.change(() => (this.trouble = undefined));
  };

  private readonly offline = (): void => this.connected(false);

  private readonly storageChanged = ({ key }: StorageEvent): void => {
    if (key !== null && this.outbox.holds(key)) this.outboxChanged();
    if (key !== null && key !== sessionKey(this.drawer)) return;
    const session = readSession(this.drawer);
    if (session?.conversation_id === this.session?.conversation_id) return;
    if (session) void this.start();
    else if (this.phase === "ready" || this.phase === "gone") this.end("erased"); // The stream may have told first.
  };

  /** Another tab said something, or has an answer. */
  private outboxChanged(): void {
    for (const letter of this.letters()) this.transcript.echo(letter);
    this.watcher.changed(this.picture);
  }

  private async enter(life: number): Promise<void> {
    const session = readSession(this.drawer);
    if (session) {
      this.take(session);
      const history = await this.api.history(session);
      if (life === this.life) this.arrive(history);
      return;
    }
    const messages = await alone(`advisor-opening-${this.api.origin}`, () => this.openUnlessOpened());
    if (life !== this.life) return;
    if (messages) this.arrive(messages);
    else await this.enter(life);
  }

  /** Two tabs that open at once share one conversation. */
  private async openUnlessOpened(): Promise<Message[] | undefined> {
    if (readSession(this.drawer)) return undefined;
    const { session, messages } = await this.api.open(this.language);
    writeSession(this.drawer, session);
    this.take(session);
    return messages;
  }

  private take(session: Session): void {
    if (this.session?.conversation_id !== session.conversation_id) this.transcript.clear();
    this.session = session;
    this.change(() => (this.phase = "ready")); // One can already write; it is sent in its turn.
  }

  private arrive(history: Message[]): void {
    const session = this.session;
    if (!session) return;
    this.trouble = undefined;
    this.transcript.replace(history, this.letters());
    this.known = true;
    this.postman = this.newPostman(session);
    this.watcher.changed(this.picture);
    void this.postman.run();
    if (this.listening) this.startListening();
  }

  private newPostman(session: Session): Postman {
    return new Postman(session.conversation_id, this.outbox, {
      say: (saying) => this.api.say(session, saying),
      answered: (letter, messages) => this.hear(messages, letter.client_id, true),
      refused: (letter, problem) => this.refused(letter.client_id, problem),
      gone: () => this.end("gone"),
      changed: () => this.watcher.changed(this.picture),
    });
  }

  private hear(messages: Message[], after: string | undefined, tell: boolean): void {
    const news = this.transcript.add(messages, after);
    if (tell) this.tabs.tell(after === undefined ? { kind: "heard", messages } : { kind: "heard", messages, after });
    this.watcher.changed(this.picture);
    if (this.known && news.length) this.watcher.news(news);
  }

  private refused(clientId: string, problem: Problem): void {
    this.refusals.set(clientId, problem.detail);
    this.tabs.tell({ kind: "refused", client_id: clientId });
    this.watcher.changed(this.picture);
  }

  private toldByTab(news: News): void {
    if (news.kind === "said") this.transcript.echo(news.letter);
    else if (news.kind === "refused") this.refusals.set(news.client_id, "");
    else this.transcript.add(news.messages, news.after);
    this.watcher.changed(this.picture);
  }

  private startListening(): void {
    const session = this.session;
    if (!session || !this.known || this.phase !== "ready") return;
    this.stopListening();
    this.listener = new Listener(this.api, session, {
      newest: () => this.transcript.newest,
      heard: (messages) => this.hear(messages, undefined, false),
      read: (history) => this.read(history),
      gone: () => this.end("gone"),
      connected: (connected) => this.connected(connected),
    });
    void this.listener.run();
  }

  private stopListening(): void {
    this.listener?.stop();
    this.listener = undefined;
  }

  private read(history: Message[]): void {
    const before = new Set(this.transcript.messages.map(({ id }) => id));
    this.transcript.replace(history, this.letters());
    this.watcher.changed(this.picture);
    const news = history.filter(({ id, author }) => author !== "firm" && !before.has(id));
    if (news.length) this.watcher.news(news);
  }

  private connected(connected: boolean): void {
    if (connected === (this.trouble === undefined)) return;
    if (connected) this.postman?.hurry();
    this.change(() => (this.trouble = connected ? undefined : { kind: "offline", until: 0 }));
  }

  private async waitFor(problem: Problem, backoff: Backoff): Promise<void> {
    const seconds = backoff.next(problem.wait);
    this.change(() => (this.trouble = { kind: kindOf(problem), until: Date.now() + seconds * 1000 }));
    await this.pause.for(seconds);
  }

  private letters(): Letter[] {
    return this.session ? this.outbox.of(this.session.conversation_id) : [];
  }

  private forget(session: Session): void {
    forgetSession(this.drawer, session);
    this.outbox.clear(session.conversation_id);
    this.transcript.clear();
    this.session = undefined;
  }

  /** End all that is under way, and return a number by which it knows that it is over. */
  private begin(phase: Phase): number {
    this.stopListening();
    this.postman?.stop();
    this.postman = undefined;
    this.pause.end();
    this.refusals.clear();
    this.trouble = undefined;
    this.known = false;
    this.life += 1;
    this.change(() => (this.phase = phase));
    return this.life;
  }

  private end(phase: Phase): void {
    if (phase === "erased") {
      this.session = undefined;
      this.transcript.clear();
    }
    this.begin(phase);
  }

  private change(how: () => void): void {
    how();
    this.watcher.changed(this.picture);
  }
}
