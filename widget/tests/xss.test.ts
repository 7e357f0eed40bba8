import { expect, it } from "vitest";
import payloads from "../e2e/xss.json";
import type { Picture } from "../src/talk/conversation";
import type { Message } from "../src/talk/messages";
import { chatView } from "../src/view/chat-view";
import { ASSESSMENT, advisor, firm, words } from "./examples";

const PAYLOADS: string[] = payloads;
const HARMLESS = new Set(
  "a br button code dd details div dl dt em footer form h2 h3 h4 header i li ol p path section span strong summary svg textarea time ul".split(" "),
);

function shown(messages: Message[]): HTMLElement {
  const nothing = (): void => undefined;
  const later = async (): Promise<never> => expect.fail("not wished");
  const view = chatView(
    { words, language: "en", title: "Advisor", above: 0 },
    { say: nothing, press: nothing, rate: later, planLink: later, hurry: nothing, renew: later, erase: later, close: undefined, scrolled: nothing },
  );
  const picture: Picture = {
    phase: "ready",
    messages,
    trouble: undefined,
    writing: false,
    slow: false,
    thumbs: true,
    deliveries: new Map(),
    reasons: new Map(),
  };
  document.body.replaceChildren(view.node);
  view.show(picture);
  view.stop();
  return view.node;
}

/** Whatever could run, load, or lead somewhere that it should not. */
function harm(node: HTMLElement): string[] {
  const found: string[] = [];
  for (const one of node.querySelectorAll("*")) {
    if (!HARMLESS.has(one.localName)) found.push(`<${one.localName}>`);
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || ["src", "srcdoc", "action", "formaction"].includes(name)) found.push(name);
      if (name === "href" && !/^(https?|mailto):/.test(value)) found.push(`${name}=${value}`);
    }
  }
  return found;
}

it("has sixty payloads", () => {
  expect(new Set(PAYLOADS).size).toBe(60);
});

it.each(PAYLOADS)("shows %s as text, whoever says it", (payload) => {
  const source = { name: payload, owner: payload, address: payload, gives: payload, cost: payload, note: payload, checked_on: payload };
  const step = { title: payload, do: payload, who: payload, effort: payload, time: payload, result: payload };
  const plan = { items: [{ holding_back: { name: payload, because: [payload] }, step, sources: [source] }], bodies: [source] };
  const assessment = { ...ASSESSMENT, stage: payload, inferred_stage: payload, evidence: [{ fact: payload, weight: 1 }], probabilities: { [payload]: 1 } };
  const node = shown([
    firm("1", payload),
    advisor("2", payload, { buttons: [{ title: payload, payload }], data: { type: "question" } }),
    advisor("3", payload, { data: { type: "assessment", assessment } }),
    advisor("4", payload, { data: { type: "plan", plan } }),
    advisor("5", payload, { data: { type: payload, answer: payload } }),
  ]);
  expect(harm(node)).toEqual([]);
  expect(node.querySelector(".own .plain-text")?.textContent).toBe(payload);
  expect(node.querySelector(".choices button")?.textContent).toBe(payload);
  expect(node.querySelector("ol.plan h4")?.textContent).toBe(payload);
});
