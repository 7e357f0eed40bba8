import { element, icon } from "../element";

const MORE = "M12 5h.01M12 12h.01M12 19h.01";

export interface MenuEntry {
  title: string;
  act: () => void;
}

/** A button that shows further buttons. */
export function menu(title: string, entries: readonly MenuEntry[]): HTMLElement {
  const list = element("div", { class: "entries", hidden: true, id: "menu-entries" });
  const button = element("button", {
    type: "button",
    class: "icon",
    title,
    "aria-label": title,
    "aria-expanded": "false",
    "aria-controls": "menu-entries",
    onclick: () => show(list.hidden === true),
  });
  button.append(icon(MORE));
  const show = (on: boolean): void => {
    list.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
  };
  for (const { title: name, act } of entries) {
    const entry = element("button", { type: "button" }, name);
    entry.addEventListener("click", () => {
      show(false);
      button.focus();
      act();
    });
    list.append(entry);
  }
  const whole = element("div", { class: "menu" }, button, list);
  whole.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  whole.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !whole.contains(relatedTarget as Node)) show(false);
  });
  return whole;
}
