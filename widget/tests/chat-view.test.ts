import { expect, it, vi } from "vitest";
import type { Picture } from "../src/talk/conversation";
import type { ChatView, Wishes } from "../src/view/chat-view";
import { chatView } from "../src/view/chat-view";
import { advisor, firm, handover, person, question, words } from "./examples";

function view(wishes: Partial<Wishes> = {}): ChatView {
  const made = chatView(
    { words, language: "en", title: "Advisor", above: 0 },
    {
      say: vi.fn(),
      press: vi.fn(),
      rate: vi.fn(),
      planLink: vi.fn(),
      hurry: vi.fn(),
      renew: vi.fn(),
      erase: vi.fn(),
      close: vi.fn(),
      scrolled: vi.fn(),
      ...wishes,
    },
  );
  document.body.replaceChildren(made.node);
  return made;
}

function picture(change: Partial<Picture> = {}): Picture {
  return {
    phase: "ready",
    messages: [advisor("1", "Hello")],
    trouble: undefined,
    writing: false,
    slow: false,
    thumbs: true,
    deliveries: new Map(),
    reasons: new Map(),
    ...change,
  };
}

function seen(node: HTMLElement): string {
  return node.querySelector(".notice:not([hidden]) p")?.textContent ?? "";
}

it("is a dialog with a name, a log that is read aloud, and an input with a name", () => {
  const { node } = view();
  expect(node.getAttribute("role")).toBe("dialog");
  expect(node.querySelector(`#${node.getAttribute("aria-labelledby")}`)?.textContent).toBe("Advisor");
  expect(node.querySelector("[role=log]")?.getAttribute("aria-label")).toBe(words.chat.log);
  expect(node.querySelector(".composer textarea")?.getAttribute("aria-label")).toBe(words.chat.input);
});

it("leaves the nodes of messages where they are, so that nothing is read twice", () => {
  const made = view();
  made.show(picture({ messages: [question("1", "Goods"), firm("said-a", "Goods", { client_id: "a" })], deliveries: new Map([["a", "sending"]]) }));
  const before = [...made.node.querySelectorAll(".message")];
  made.show(picture({ messages: [question("1", "Goods"), firm("2", "Goods", { client_id: "a" }), advisor("3")] }));
  const after = [...made.node.querySelectorAll(".message")];
  expect(after.slice(0, 2)).toEqual(before);
  expect(after).toHaveLength(3);
});

it("passes on what is written and what is pressed", () => {
  const say = vi.fn();
  const press = vi.fn();
  const { node, show } = view({ say, press });
  show(picture({ messages: [question("1", "Goods")] }));
  node.querySelector<HTMLButtonElement>(".choices button")?.click();
  expect(press).toHaveBeenCalledWith(expect.objectContaining({ title: "Goods" }));
  const input = node.querySelector<HTMLTextAreaElement>(".composer textarea")!;
  input.value = "  Hello  ";
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true }));
  expect(say).not.toHaveBeenCalled();
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  expect(say).toHaveBeenCalledWith("Hello");
  expect(input.value).toBe("");
});

it("says what is in the way, and what one can do", () => {
  const hurry = vi.fn();
  const renew = vi.fn();
  const { node, show } = view({ hurry, renew });
  const until = Date.now() + 8000;
  const told: [Partial<Picture>, RegExp][] = [
    [{ trouble: { kind: "offline", until } }, /^No connection/],
    [{ trouble: { kind: "retrying", until } }, /try again in \d+ s/],
    [{ trouble: { kind: "away", until } }, /away for a moment/],
    [{ trouble: { kind: "busy", until } }, /a lot at once/],
    [{ trouble: { kind: "busy", until: until + 3_000_000 } }, /We go on in 5\d minutes/],
    [{ slow: true }, /longer than usual/],
    [{ phase: "forbidden" }, /not set up for this website/],
    [{ phase: "gone" }, /no longer here/],
    [{ phase: "erased" }, /has been deleted/],
    [{}, /^$/],
  ];
  for (const [change, words] of told) {
    show(picture(change));
    expect(seen(node)).toMatch(words);
  }
  show(picture({ trouble: { kind: "offline", until } }));
  node.querySelector<HTMLButtonElement>(".notice button")?.click();
  expect(hurry).toHaveBeenCalled();
  show(picture({ phase: "gone" }));
  node.querySelector<HTMLButtonElement>(".notice button")?.click();
  expect(renew).toHaveBeenCalled();
});

it("shows the dots while the advisor writes", () => {
  const { node, show } = view();
  show(picture({ writing: true }));
  expect(node.querySelector<HTMLElement>(".dots")?.hidden).toBe(false);
  show(picture());
  expect(node.querySelector<HTMLElement>(".dots")?.hidden).toBe(true);
});

it("closes with Esc, and first what is open in it", () => {
  const close = vi.fn();
  const { node, show } = view({ close });
  show(picture());
  const [button] = node.querySelectorAll<HTMLButtonElement>(".menu button");
  const escape = (at: Element): boolean => at.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  button!.click();
  escape(button!);
  expect(close).not.toHaveBeenCalled();
  escape(button!);
  expect(close).toHaveBeenCalled();
});

it("asks before it deletes, and says when that failed", async () => {
  const erase = vi.fn().mockRejectedValueOnce(new Error("no")).mockResolvedValueOnce(undefined);
  const { node, show } = view({ erase });
  show(picture());
  node.querySelectorAll<HTMLButtonElement>(".entries button")[1]!.click();
  const dialog = node.querySelector("[role=alertdialog]")!;
  expect(erase).not.toHaveBeenCalled();
  dialog.querySelector<HTMLButtonElement>(".danger")!.click();
  await vi.waitFor(() => expect(dialog.textContent).toContain(words.ask.erase_failed));
  dialog.querySelector<HTMLButtonElement>(".danger")!.click();
  await vi.waitFor(() => expect(node.querySelector("[role=alertdialog]")).toBeNull());
});

it("does not say in words again what a card says", () => {
  const { node, show } = view();
  const plan = { items: [], bodies: [] };
  const messages = [
    advisor("1", "Here is your plan", { data: { type: "plan", part: "summary", plan } }),
    advisor("2", "1. Finding buyers", { data: { type: "plan", part: "item" } }),
    advisor("3", "What comes after", { data: { type: "plan", part: "afterwards" } }),
  ];
  show(picture({ messages }));
  expect(node.querySelectorAll(".message")).toHaveLength(2);
  show(picture({ messages: messages.slice(1) }));
  expect(node.querySelectorAll(".message")).toHaveLength(2);
});

it("tells a person from the program at every moment", () => {
  const { node, show } = view();
  const told = (): string => node.querySelector("header p")?.textContent ?? "";
  show(picture());
  expect(told()).toBe(words.chat.subtitle);
  show(picture({ messages: [handover("1", "with_person"), person("2", "Hello <b>there</b>")] }));
  expect(told()).toBe("mei, a person, answers you");
  const said = node.querySelector(".message.person .bubble");
  expect(said?.querySelector(".name")?.textContent).toBe("mei, a person");
  expect(said?.querySelector("b")).toBeNull();
  expect(said?.textContent).toContain("Hello <b>there</b>");
  show(picture({ messages: [handover("1", "with_person"), person("2", "Hello"), handover("3", "handed_back")] }));
  expect(told()).toBe(words.chat.subtitle);
});

it("offers the way back to the advisor only while a person answers", () => {
  const { node, show } = view();
  const back = (): HTMLButtonElement | null => node.querySelector(".choices button");
  show(picture({ messages: [handover("1", "with_person")] }));
  expect(back()?.disabled).toBe(false);
  show(picture({ messages: [handover("1", "with_person"), handover("2", "handed_back")] }));
  expect(back()?.disabled).toBe(true);
});
