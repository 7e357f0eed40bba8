import { expect, it } from "vitest";
import { COLOUR, type Options, readOptions, readableOn } from "../src/options";
import { fill, isRightToLeft, wordsFor } from "../src/words";

function options(given: Record<string, string>): Options {
  return readOptions((name) => given[name]);
}

it("needs no option", () => {
  expect(options({})).toMatchObject({ language: "en", position: "end", colour: COLOUR, open: false, title: undefined });
});

it("reads what is given", () => {
  const given = { language: "th", position: "left", colour: "#ABC", title: " Ask us ", greeting: "Hello", open: "", direction: "rtl" };
  expect(options(given)).toEqual({
    language: "th",
    position: "start",
    colour: "#AABBCC",
    title: "Ask us",
    greeting: "Hello",
    open: true,
    direction: "rtl",
  });
});

it("takes what cannot be right as not given", () => {
  expect(options({ language: "English!", position: "up", colour: "red;x:y", direction: "down", open: "false" })).toMatchObject({
    language: "en",
    position: "end",
    colour: COLOUR,
    direction: undefined,
    open: false,
  });
});

it("writes on each colour what can be read", () => {
  expect(readableOn("#ffffff")).toBe("#000000");
  expect(readableOn("#ffd500")).toBe("#000000");
  expect(readableOn(COLOUR)).toBe("#ffffff");
});

it("has words for every language, its own or English ones", () => {
  expect(wordsFor("en-GB").chat.send).toBe("Send");
  expect(wordsFor("xx").chat.send).toBe("Send");
  expect(isRightToLeft("ur-PK")).toBe(true);
  expect(isRightToLeft("en")).toBe(false);
  expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
});
