import { expect, it } from "vitest";
import { Api } from "../src/talk/api";
import type { Message } from "../src/talk/messages";
import type { Problem } from "../src/talk/problem";
import { ORIGIN, SESSION, advisor, answer, network, problem } from "./examples";

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  return work.then(
    () => expect.fail("it went well"),
    (error: Problem) => error,
  );
}

it("opens a conversation and keeps the key to it", async () => {
  const { fetch, asked } = network(() => answer({ ...SESSION, messages: [advisor("1"), "rubbish", { id: 5 }] }, 201));
  const { session, messages } = await new Api(ORIGIN, fetch).open("en");
  expect(session).toEqual(SESSION);
  expect(messages.map(({ id }) => id)).toEqual(["1"]);
  expect(asked[0]).toMatchObject({ method: "POST", path: "/api/conversations", body: { language: "en", channel: "web" } });
});

it("shows the token in a header and never in an address", async () => {
  const { fetch, asked } = network(() => answer({ messages: [] }));
  const api = new Api(ORIGIN, fetch);
  await api.say(SESSION, { client_id: "x", text: "hello" });
  await api.history(SESSION);
  for (const { path, headers } of asked) {
    expect(path).toBe("/api/conversations/c1/messages");
    expect(headers["Authorization"]).toBe("Bearer t1");
  }
});

it("tells the advisor's problems with what to do", async () => {
  const { fetch } = network(() => problem("too_many_messages", 429, { "Retry-After": "7" }));
  const told = await problemOf(new Api(ORIGIN, fetch).history(SESSION));
  expect(told).toMatchObject({ key: "too_many_messages", status: 429, wait: 7, detail: "told about too_many_messages", passes: true });
});

it.each([
  [404, false, true],
  [401, false, true],
  [403, false, false],
  [422, false, false],
  [500, true, false],
  [503, true, false],
])("knows of status %i whether it passes (%s) and whether the conversation is gone (%s)", async (status, passes, isGone) => {
  const { fetch } = network(() => new Response("no JSON", { status }));
  expect(await problemOf(new Api(ORIGIN, fetch).history(SESSION))).toMatchObject({ passes, isGone, key: `http_${status}` });
});

it("takes a broken line for no connection", async () => {
  const { fetch } = network(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await problemOf(new Api(ORIGIN, fetch).history(SESSION))).toMatchObject({ key: "offline", passes: true });
  const cutOff = network(() => new Response('{"mess'));
  expect(await problemOf(new Api(ORIGIN, cutOff.fetch).history(SESSION))).toMatchObject({ key: "offline" });
});

it("gives the plan's page only at the advisor's own address", async () => {
  const good = network(() => answer({ path: "/plan/abc", expires_at: "2027-01-01T00:00:00Z" }, 201));
  expect(await new Api(ORIGIN, good.fetch).planLink(SESSION)).toEqual({ address: `${ORIGIN}/plan/abc`, expires: "2027-01-01T00:00:00Z" });
  const bad = network(() => answer({ path: "https://evil.example/plan/" }, 201));
  await problemOf(new Api(ORIGIN, bad.fetch).planLink(SESSION));
});

it("reads a stream, wherever the network cuts it", async () => {
  const text = `: keep-alive\n\nid: 5\nevent: message\ndata: ${JSON.stringify(advisor("5", "grüß Gott"))}\n\nevent: end\ndata:\n\n`;
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 7, bytes.length]) {
    const { fetch, asked } = network(() => {
      const body = new ReadableStream<Uint8Array>({
        start(control) {
          for (let at = 0; at < bytes.length; at += size) control.enqueue(bytes.slice(at, at + size));
          control.close();
        },
      });
      return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    });
    const heard: Message[] = [];
    const ended = await new Api(ORIGIN, fetch).stream(SESSION, "4", new AbortController().signal, (one) => heard.push(one), () => undefined);
    expect(ended).toBe(true);
    expect(heard.map((message) => message.text)).toEqual(["grüß Gott"]);
    expect(asked[0]?.headers["Last-Event-ID"]).toBe("4");
  }
});
