import { element } from "../element";

export interface Question {
  title: string;
  text: string;
  yes: string;
  cancel: string;
  failed: string;
  /** Something to tick beside it. */
  tick?: string;
  danger?: boolean;
}

/** Ask before something that cannot be undone. `act` gets whether the box was ticked; the question stays when it fails. */
export function ask(over: HTMLElement, question: Question, act: (ticked: boolean) => Promise<void>, closed: () => void): void {
  const box = element("input", { type: "checkbox" });
  const told = element("p", { role: "alert" });
  const cancel = element("button", { type: "button", class: "plain", onclick: () => close() }, question.cancel);
  const yes = element("button", { type: "button", class: question.danger ? "danger" : "strong", onclick: () => void go() }, question.yes);
  const dialog = element(
    "div",
    { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "ask-title", "aria-describedby": "ask-text" },
    element("h3", { id: "ask-title" }, question.title),
    element("p", { id: "ask-text" }, question.text),
    question.tick && element("label", {}, box, question.tick),
    told,
    element("div", { class: "answers" }, cancel, yes),
  );
  const veil = element("div", { class: "veil" }, dialog);
  const close = (): void => {
    veil.remove();
    closed();
  };
  const go = async (): Promise<void> => {
    yes.disabled = cancel.disabled = true;
    try {
      await act(box.checked);
      close();
    } catch {
      told.textContent = question.failed;
      yes.disabled = cancel.disabled = false;
      cancel.focus();
    }
  };
  veil.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    if (event.key === "Tab") keepWithin(veil, event);
  });
  over.append(veil);
  cancel.focus();
}

/** Let the Tab key go round inside. */
export function keepWithin(area: HTMLElement, event: KeyboardEvent): void {
  const stops = [...area.querySelectorAll<HTMLElement>("button, input, textarea, a[href], summary, [tabindex='0']")].filter(
    (stop) => !stop.matches(":disabled") && stop.getClientRects().length > 0,
  );
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const now = (area.getRootNode() as ShadowRoot | Document).activeElement;
  const [leaves, next] = event.shiftKey ? [first, last] : [last, first];
  if (now !== leaves || !next) return;
  event.preventDefault();
  next.focus();
}
