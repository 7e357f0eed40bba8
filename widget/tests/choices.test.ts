import { expect, it } from "vitest";
import type { Message } from "../src/talk/messages";
import { choicesOf } from "../src/view/choices";
import { advisor, firm, question } from "./examples";

const GOODS = '/answer{"option":"Goods"}';

function open(messages: Message[], id: string): boolean | undefined {
  return choicesOf(messages, true).get(id)?.open;
}

it("keeps buttons usable until they are answered, whatever the advisor says meanwhile", () => {
  expect(open([question("1", "Goods")], "1")).toBe(true);
  expect(open([question("1", "Goods"), advisor("2"), advisor("3")], "1")).toBe(true);
  expect(open([question("1", "Goods"), firm("2", "why?"), advisor("3", "because")], "1")).toBe(true);
});

it("marks what was chosen, and lets nobody choose again", () => {
  const choices = choicesOf([question("1", "Goods", "Services"), firm("2", "Goods", { payload: GOODS })], true).get("1");
  expect(choices).toMatchObject({ open: false, chosen: GOODS });
  expect(choices?.buttons).toHaveLength(2);
});

it("closes a question when it was answered in words and the next one came", () => {
  const messages = [question("1", "Goods"), firm("2", "baskets"), question("3", "Goods")];
  expect(open(messages, "1")).toBe(false);
  expect(open(messages, "3")).toBe(true);
});

it("takes what the advisor asks in the same breath together", () => {
  const both = [firm("0", "paid?"), question("1", "Ways"), question("2", "Show my plan")];
  expect(open(both, "1")).toBe(true);
  expect(open([...both, firm("3", "Ways", { payload: '/answer{"option":"Ways"}' }), advisor("4")], "1")).toBe(false);
});

it("does not take the answer to a later question for an answer to an earlier one", () => {
  const messages = [question("1", "Goods"), firm("2", "baskets"), question("3", "Goods"), firm("4", "Goods", { payload: GOODS })];
  expect(choicesOf(messages, true).get("1")?.chosen).toBeUndefined();
  expect(choicesOf(messages, true).get("3")?.chosen).toBe(GOODS);
});

it("keeps further advice within reach until a new beginning", () => {
  const plan = advisor("1", "plan", { buttons: [{ title: "More", payload: "/more" }], data: { type: "plan" } });
  expect(open([plan, firm("2", "More", { payload: "/more" }), advisor("3")], "1")).toBe(true);
  expect(open([plan, firm("2", "Start over"), advisor("3", "Hello", { data: { type: "greeting" } })], "1")).toBe(false);
});

it("leaves out the advisor's rating buttons where there are thumbs", () => {
  const plan = advisor("1", "plan", { buttons: [{ title: "Helpful", payload: '/rate{"rating":"helpful"}' }], data: { type: "plan" } });
  expect(choicesOf([plan], true).has("1")).toBe(false);
  expect(choicesOf([plan], false).get("1")?.buttons).toHaveLength(1);
});
