import { element, icon } from "../element";
import { type Words, fill } from "../words";

/** As many characters as the advisor reads at once. */
export const MOST_CHARACTERS = 2000;
const FEW_LEFT = 200;
const PLANE = "M3 11.5 21 3l-7 18-3.5-7.5z";

/** Where one writes. Enter sends, with Shift it makes a new line. */
export class Composer {
  readonly node: HTMLFormElement;
  private readonly input: HTMLTextAreaElement;
  private readonly left: HTMLElement;
  private readonly send: HTMLButtonElement;

  constructor(words: Words["chat"], say: (text: string) => void) {
    this.input = element("textarea", {
      rows: 1,
      maxlength: MOST_CHARACTERS,
      "aria-label": words.input,
      placeholder: words.placeholder,
      dir: "auto",
      enterkeyhint: "send",
    });
    this.left = element("p", { class: "quiet left", role: "status" });
    this.send = element("button", { type: "submit", class: "send", "aria-label": words.send, title: words.send });
    this.send.append(icon(PLANE));
    this.node = element("form", { class: "composer" }, this.input, this.send, this.left);
    const submit = (event: Event): void => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (!text || this.send.disabled) return;
      this.input.value = "";
      this.grow(words);
      say(text);
      this.input.focus();
    };
    this.node.addEventListener("submit", submit);
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    });
    this.input.addEventListener("input", () => this.grow(words));
  }

  focus(): void {
    this.input.focus();
  }

  /** What is being written stays when it cannot be sent. */
  allow(sending: boolean): void {
    this.send.disabled = !sending;
  }

  show(on: boolean): void {
    this.node.hidden = !on;
  }

  private grow(words: Words["chat"]): void {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
    const left = MOST_CHARACTERS - this.input.value.length;
    this.left.textContent = left <= FEW_LEFT ? fill(words.left, { count: left }) : "";
  }
}
