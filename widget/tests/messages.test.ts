import { expect, it } from "vitest";
import { expectsPerson, messageFrom, personIn } from "../src/talk/messages";
import { advisor, handover, person } from "./examples";

it("takes messages of firm, advisor and person, and of nobody else", () => {
  const one = { id: "1", text: "Hello", sent_at: "2026-11-24T08:30:00Z" };
  expect(["firm", "advisor", "person"].map((author) => messageFrom({ ...one, author })?.author)).toEqual(["firm", "advisor", "person"]);
  expect(messageFrom({ ...one, author: "admin" })).toBeUndefined();
});

it("knows who speaks", () => {
  expect(personIn([advisor("1")])).toBeUndefined();
  expect(personIn([handover("1", "with_person"), person("2", "Hello")])).toBe("mei");
  expect(personIn([handover("1", "with_person"), handover("2", "handed_back")])).toBeUndefined();
});

it("expects a person from the moment that one was asked for until the advisor is back", () => {
  const asked = advisor("1", "told", { data: { type: "advice", about: "handover" } });
  expect(expectsPerson([advisor("0")])).toBe(false);
  expect(expectsPerson([asked])).toBe(true);
  expect(expectsPerson([asked, handover("2", "with_person")])).toBe(true);
  expect(expectsPerson([asked, handover("2", "with_person"), handover("3", "handed_back")])).toBe(false);
});
