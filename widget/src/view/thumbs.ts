import { element, icon } from "../element";
import type { Rating } from "../talk/messages";
import type { Words } from "../words";

const UP = "M2 10h4v11H2zM8 21h9.5a2 2 0 0 0 2-1.6l1.4-7a2 2 0 0 0-2-2.4H14l1-5a2 2 0 0 0-3.6-1.5L8 10z";
const DOWN = "M2 14h4V3H2zM8 3h9.5a2 2 0 0 1 2 1.6l1.4 7a2 2 0 0 1-2 2.4H14l1 5a2 2 0 0 1-3.6 1.5L8 14z";
export const MOST_WORDS = 500;

/** Thumbs up or down, and then a word about it for those who like. */
export function thumbs(
  given: Rating | undefined,
  words: Words["rating"],
  rate: (rating: Rating) => Promise<void>,
): HTMLElement {
  let chosen = given?.thumb;
  const told = element("p", { role: "status", class: "quiet" });
  const send = async (rating: Rating, thanks: string): Promise<boolean> => {
    try {
      await rate(rating);
      told.textContent = thanks;
      return true;
    } catch {
      told.textContent = words.failed;
      return false;
    }
  };
  const thumb = (which: Rating["thumb"], title: string, path: string): HTMLButtonElement => {
    const button = element(
      "button",
      { type: "button", "aria-label": title, title, "aria-pressed": String(chosen === which), onclick: () => void press() },
    );
    button.append(icon(path));
    const press = async (): Promise<void> => {
      if (!(await send({ thumb: which }, words.thanks))) return;
      chosen = which;
      for (const other of both) other.setAttribute("aria-pressed", String(other === button));
      form.hidden = false;
      form.scrollIntoView?.({ block: "nearest" });
    };
    return button;
  };
  const both = [thumb("up", words.up, UP), thumb("down", words.down, DOWN)];
  const text = element("textarea", { rows: 2, maxlength: MOST_WORDS, "aria-label": words.words, placeholder: words.words });
  const form = element("form", { hidden: true }, text, element("button", { type: "submit", class: "plain" }, words.send));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (!said || !chosen) return;
    void send({ thumb: chosen, words: said }, words.thanks_words).then((sent) => {
      if (sent) form.hidden = true;
    });
  });
  return element(
    "div",
    { class: "thumbs", role: "group", "aria-label": words.ask },
    element("span", { class: "quiet", "aria-hidden": "true" }, words.ask),
    ...both,
    form,
    told,
  );
}
