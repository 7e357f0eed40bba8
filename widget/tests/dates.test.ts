import { expect, it } from "vitest";
import { Dates } from "../src/view/dates";
import { words } from "./examples";

const dates = new Dates("en", words.chat, () => new Date(2026, 10, 24, 9, 0));

it("says of days what people say", () => {
  expect(dates.dayOf(new Date(2026, 10, 24, 0, 1).toISOString())).toBe("Today");
  expect(dates.dayOf(new Date(2026, 10, 23, 23, 59).toISOString())).toBe("Yesterday");
  expect(dates.dayOf(new Date(2026, 10, 20, 12, 0).toISOString())).toBe("20 November 2026");
});

it("takes a date for a day here, wherever here is", () => {
  expect(dates.dateOf("2026-11-24")).toBe("24 November 2026");
});

it("shows a time, and falls over nothing", () => {
  expect(dates.timeOf(new Date(2026, 10, 24, 18, 5).toISOString())).toBe("18:05");
  expect(dates.dayOf("rubbish")).not.toBe("");
});
