import { expect, it } from "vitest";
import { Transcript } from "../src/talk/transcript";
import { advisor, firm, letter } from "./examples";

function texts(transcript: Transcript): string[] {
  return transcript.messages.map((message) => message.text);
}

it("shows each message once, whichever way it comes", () => {
  const transcript = new Transcript();
  expect(transcript.add([advisor("1"), advisor("2")])).toHaveLength(2);
  expect(transcript.add([advisor("2"), advisor("3")]).map(({ id }) => id)).toEqual(["3"]);
  expect(texts(transcript)).toEqual(["message 1", "message 2", "message 3"]);
});

it("lets own words give way to the record of them", () => {
  const transcript = new Transcript();
  transcript.echo(letter("a", "hello"));
  transcript.echo(letter("a", "hello"));
  expect(transcript.add([firm("7", "hello", { client_id: "a" })])).toEqual([]);
  expect(transcript.messages.map(({ id }) => id)).toEqual(["7"]);
});

it("knows own words by what they say where the record has no id of ours", () => {
  const transcript = new Transcript();
  transcript.echo(letter("a", "hello "));
  transcript.echo({ ...letter("b", "Goods"), payload: "/goods" });
  transcript.add([firm("7", "hello"), firm("9", "Goods", { payload: "/goods" })]);
  expect(transcript.messages.map(({ id }) => id)).toEqual(["7", "9"]);
});

it("puts an answer after what it answers, and before what is not sent yet", () => {
  const transcript = new Transcript();
  transcript.add([advisor("1")]);
  transcript.echo(letter("a", "first"));
  transcript.echo(letter("b", "second"));
  transcript.add([advisor("3", "to the first"), advisor("4", "more")], "a");
  expect(texts(transcript)).toEqual(["message 1", "first", "to the first", "more", "second"]);
  transcript.add([advisor("6", "to the second")], "b");
  expect(texts(transcript).slice(-2)).toEqual(["second", "to the second"]);
});

it("puts what comes late where it belongs", () => {
  const transcript = new Transcript();
  transcript.add([advisor("1"), advisor("10")]);
  transcript.add([firm("9", "from another tab")]);
  expect(transcript.messages.map(({ id }) => id)).toEqual(["1", "9", "10"]);
  expect(transcript.newest).toBe("10");
});

it("takes the history as it is, and keeps what is still to be sent and the advisor's notices", () => {
  const transcript = new Transcript();
  transcript.add([advisor("notice-1", "sorry", { data: { type: "error" } })]);
  transcript.echo(letter("old", "answered long ago"));
  transcript.replace([advisor("1"), firm("2", "hi", { client_id: "a" })], [letter("a", "hi"), letter("b", "new")]);
  expect(texts(transcript)).toEqual(["message 1", "hi", "sorry", "new"]);
});
