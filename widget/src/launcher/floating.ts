import { dress, element, icon } from "../element";
import type { Emit, Mount, Mounted } from "../mount";
import { type Options, readableOn } from "../options";
import { readPlace, writePlace } from "../place";
import { ofThisTab } from "../storage";
import { isRightToLeft, wordsFor } from "../words";
import css from "./launcher.css";

const SPEECH = "M4 5h16v11H9l-5 4z";

/** The round button in the corner of a page, and the panel that it opens. */
export class Floating {
  /** A name of its own, so that no rule of the page for its own elements touches it. */
  private readonly host = document.createElement("msme-advisor-corner");
  private readonly root = this.host.attachShadow({ mode: "open" });
  private readonly frame = element("div", { class: "frame", hidden: true });
  private readonly button: HTMLButtonElement;
  private readonly word: HTMLElement;
  private readonly whole: HTMLElement;
  private readonly drawer;
  private readonly words;
  private mounted: Mounted | undefined;
  private opened = false;
  private before: Element | null = null;

  constructor(
    private readonly origin: string,
    private readonly options: Options,
    private readonly load: () => Promise<Mount>,
    private readonly emit: Emit,
  ) {
    const words = (this.words = wordsFor(options.language).launcher);
    this.drawer = ofThisTab(origin);
    this.button = element("button", { type: "button", class: "round", title: words.button, onclick: () => this.toggle() });
    this.button.append(icon(SPEECH));
    this.word = element("p", { class: "word", role: "status", hidden: true });
    const corner = element("div", { class: "corner" }, this.word, this.button);
    corner.hidden = options.position === "none";
    this.whole = element("div", { class: options.position }, this.frame, corner);
    dressWith(this.host, options);
    dress(this.root, css);
    this.host.lang = options.language;
    if (options.direction || isRightToLeft(options.language)) this.host.dir = options.direction ?? "rtl";
    this.root.append(this.whole);
    this.label();
    document.body.append(this.host);
    if (options.greeting) this.say(options.greeting);
    if (readPlace(this.drawer)?.open ?? options.open) void this.open(false);
  }

  get isOpen(): boolean {
    return this.opened;
  }

  toggle(): void {
    if (this.opened) this.close();
    else void this.open();
  }

  async open(focus = true): Promise<void> {
    if (this.opened) return;
    this.before = document.activeElement;
    this.busy(true);
    try {
      const mount = await this.load();
      this.show(true);
      this.mounted ??= mount({
        origin: this.origin,
        options: this.options,
        root: this.root,
        into: this.frame,
        close: () => this.close(),
        emit: (name, detail) => this.tell(name, detail),
      });
      this.mounted.shown(true);
      if (focus) this.mounted.focus();
      this.emit("open", {});
    } catch {
      this.say(this.words.failed);
      this.emit("error", { reason: "not_loaded" });
    } finally {
      this.busy(false);
    }
  }

  private tell(name: string, detail: Record<string, unknown>): void {
    if (!this.opened && name === "message" && detail["author"] === "person") this.say(this.words.person);
    this.emit(name, detail);
  }

  /** Close, and give the focus back to where it came from. */
  close(): void {
    if (!this.opened) return;
    this.show(false);
    this.mounted?.shown(false);
    if (this.options.position !== "none") this.button.focus();
    else if (this.before instanceof HTMLElement) this.before.focus();
    this.emit("close", {});
  }

  private show(on: boolean): void {
    this.opened = on;
    this.frame.hidden = !on;
    this.word.hidden = true;
    this.whole.classList.toggle("opened", on);
    writePlace(this.drawer, { open: on });
    this.label();
  }

  private label(): void {
    this.button.setAttribute("aria-label", this.opened ? this.words.close : this.words.open);
    this.button.setAttribute("aria-expanded", String(this.opened));
  }

  private busy(on: boolean): void {
    this.button.setAttribute("aria-busy", String(on));
  }

  private say(sentence: string): void {
    const cross = element("button", { type: "button", "aria-label": this.words.dismiss, onclick: () => (this.word.hidden = true) }, "×");
    this.word.replaceChildren(sentence, cross);
    this.word.hidden = false;
  }
}

/** The page's colour, and text that can be read on it. */
export function dressWith(host: HTMLElement, { colour }: Options): void {
  host.style.setProperty("--accent", colour);
  host.style.setProperty("--on-accent", readableOn(colour));
}
