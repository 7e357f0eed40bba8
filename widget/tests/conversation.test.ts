import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Drawer } from "../src/storage";
import { Api } from "../src/talk/api";
import { Conversation, type Picture } from "../src/talk/conversation";
import type { Message } from "../src/talk/messages";
import { Outbox } from "../src/talk/outbox";
import { writeSession } from "../src/talk/session";
import { type Asked, ORIGIN, SESSION, advisor, answer, drawer, firm, letter, network, problem } from "./examples";

type Answers = Record<string, (asked: Asked) => Response | Promise<Response>>;

const HISTORY = "GET /messages";
const SAY = "POST /messages";
const OPEN = "POST ";
const offline = (): Promise<Response> => Promise.reject(new TypeError("Failed to fetch"));
const notice = (reason: string): Response => answer({ messages: [advisor(`notice-${reason}`, "sorry", { data: { type: "error", reason } })] });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const one of all.splice(0)) one.close();
  vi.useRealTimers();
});

const all: Conversation[] = [];

/** A conversation with an advisor that answers as told; what is not told is not there. */
function talk(answers: Answers, kept: Drawer = drawer()) {
  const { fetch, asked } = network((one) => {
    const name = `${one.method} ${one.path.replace(/^\/api\/conversations(\/c\d+)?/, "")}`;
    return answers[name]?.(one) ?? problem("not_found", 404);
  });
  const news: Message[] = [];
  let picture: Picture | undefined;
  const conversation = new Conversation(new Api(ORIGIN, fetch), kept, "en", {
    changed: (now) => (picture = now),
    news: (messages) => news.push(...messages),
  });
  all.push(conversation);
  return {
    conversation,
    answers,
    news,
    said: () => asked.filter(({ method, path }) => method === "POST" && path.endsWith("/messages")).map(({ body }) => body),
    asked: (method: string, path: string) => asked.filter((one) => one.method === method && one.path.endsWith(path)).length,
    picture: () => picture ?? expect.fail("nothing was shown"),
    texts: () => (picture ?? expect.fail("nothing was shown")).messages.map(({ text }) => text),
  };
}

function known(): Drawer {
  const kept = drawer();
  writeSession(kept, SESSION);
  return kept;
}

async function settle(seconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

const opened = (): Response => answer({ ...SESSION, messages: [advisor("1", "Hello!")] }, 201);
const empty = (): Response => answer({ messages: [] });

it("opens a conversation and keeps its key", async () => {
  const kept = drawer();
  const it = talk({ [OPEN]: opened }, kept);
  await it.conversation.start();
  expect(it.texts()).toEqual(["Hello!"]);
  expect(kept.read("", (kept): kept is unknown => kept !== undefined)).toEqual(SESSION);
});

it("goes on where it was left", async () => {
  const it = talk({ [HISTORY]: () => answer({ messages: [advisor("1", "Hello!"), firm("2", "Hi")] }) }, known());
  await it.conversation.start();
  expect(it.texts()).toEqual(["Hello!", "Hi"]);
  expect(it.asked("POST", "/api/conversations")).toBe(0);
});

it("shows what is said at once, and the answer after it", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: () => answer({ messages: [advisor("3", "Noted.")] }) });
  await it.conversation.start();
  it.conversation.say({ text: "We make baskets" });
  expect(it.texts()).toEqual(["Hello!", "We make baskets"]);
  expect(it.picture().writing).toBe(true);
  await settle();
  expect(it.texts()).toEqual(["Hello!", "We make baskets", "Noted."]);
  expect(it.picture()).toMatchObject({ writing: false, trouble: undefined });
  expect(it.picture().deliveries.size).toBe(0);
  expect(it.news.map(({ text }) => text)).toEqual(["Noted."]);
});

it("sends the payload of a button, and shows its words", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: empty });
  await it.conversation.start();
  it.conversation.say({ payload: "/goods", title: "Goods" });
  await settle();
  expect(it.said()).toEqual([{ client_id: expect.any(String), payload: "/goods" }]);
  expect(it.texts()).toEqual(["Hello!", "Goods"]);
});

it("takes a button that is pressed twice for pressed once", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: empty });
  await it.conversation.start();
  it.conversation.say({ payload: "/more", title: "More" });
  it.conversation.say({ payload: "/more", title: "More" });
  await settle();
  expect(it.said()).toHaveLength(1);
  it.conversation.say({ payload: "/more", title: "More" });
  await settle();
  expect(it.said()).toHaveLength(2);
});

it("keeps what is said without a connection, tries again, and says it once", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: offline });
  await it.conversation.start();
  it.conversation.say({ text: "one" });
  it.conversation.say({ text: "two" });
  await settle(10);
  expect(it.picture().trouble?.kind).toBe("retrying");
  expect([...it.picture().deliveries.values()]).toContain("waiting");
  it.answers[SAY] = ({ body }) => answer({ messages: [advisor(body?.["text"] === "one" ? "3" : "5", `to ${body?.["text"]}`)] });
  it.conversation.hurry();
  await settle(1);
  expect(it.texts()).toEqual(["Hello!", "one", "to one", "two", "to two"]);
  expect(new Set(it.said().map((body) => `${body?.["client_id"]} ${body?.["text"]}`)).size).toBe(2);
  expect(it.picture().trouble).toBeUndefined();
});

it("goes on by itself when the browser is back", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: offline });
  await it.conversation.start();
  it.conversation.say({ text: "one" });
  await settle(40);
  it.answers[SAY] = () => answer({ messages: [advisor("3", "Noted.")] });
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(it.texts()).toEqual(["Hello!", "one", "Noted."]);
});

it("sends after a reload what was not sent before, with the same id", async () => {
  const kept = known();
  new Outbox(kept).put(letter("x", "before the reload"));
  const it = talk({ [HISTORY]: () => answer({ messages: [advisor("1", "Hello!")] }), [SAY]: () => answer({ messages: [advisor("3", "Noted.")] }) }, kept);
  await it.conversation.start();
  await settle();
  expect(it.said()).toEqual([{ client_id: "x", text: "before the reload" }]);
  expect(it.texts()).toEqual(["Hello!", "before the reload", "Noted."]);
});

it("does not show twice what was recorded before the line broke", async () => {
  const kept = known();
  new Outbox(kept).put(letter("x", "hi"));
  const recorded = [advisor("1", "Hello!"), firm("2", "hi", { client_id: "x" }), advisor("3", "Noted.")];
  const it = talk({ [HISTORY]: () => answer({ messages: recorded }), [SAY]: () => answer({ messages: recorded.slice(2) }) }, kept);
  await it.conversation.start();
  await settle();
  expect(it.texts()).toEqual(["Hello!", "hi", "Noted."]);
});

it("waits as long as the advisor asks when it was too much", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: () => problem("too_many_messages", 429, { "Retry-After": "20" }) });
  await it.conversation.start();
  it.conversation.say({ text: "one" });
  await settle(19);
  expect(it.picture().trouble?.kind).toBe("busy");
  expect(it.said()).toHaveLength(1);
  it.answers[SAY] = empty;
  await settle(2);
  expect(it.said()).toHaveLength(2);
  expect(it.picture().trouble).toBeUndefined();
});

it("tries again by itself while the advisor is away", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: () => notice("try_again") });
  await it.conversation.start();
  it.conversation.say({ text: "one" });
  await settle();
  expect(it.picture().trouble?.kind).toBe("away");
  expect(it.texts()).toEqual(["Hello!", "one"]);
  it.answers[SAY] = () => answer({ messages: [advisor("3", "Here I am.")] });
  await settle(3);
  expect(it.texts()).toEqual(["Hello!", "one", "Here I am."]);
});

it("says so when an answer takes long, and goes on waiting", async () => {
  let finish: (response: Response) => void = () => undefined;
  const it = talk({ [OPEN]: opened, [SAY]: () => new Promise((resolve) => (finish = resolve)) });
  await it.conversation.start();
  it.conversation.say({ text: "one" });
  await settle(3.9);
  expect(it.picture().slow).toBe(false);
  await settle(0.2);
  expect(it.picture().slow).toBe(true);
  finish(notice("still_working"));
  await settle(1);
  expect(it.picture()).toMatchObject({ slow: true, writing: true });
  await settle(2);
  finish(answer({ messages: [advisor("3", "At last.")] }));
  await settle();
  expect(it.picture()).toMatchObject({ slow: false, writing: false });
  expect(it.texts()).toEqual(["Hello!", "one", "At last."]);
});

it("tells why something was refused, and goes on with the next", async () => {
  const it = talk({
    [OPEN]: opened,
    [SAY]: ({ body }) => (body?.["text"] === "bad" ? problem("text_too_long", 422) : empty()),
  });
  await it.conversation.start();
  it.conversation.say({ text: "bad" });
  it.conversation.say({ text: "good" });
  await settle();
  expect([...it.picture().deliveries.values()]).toEqual(["refused"]);
  expect([...it.picture().reasons.values()]).toEqual(["told about text_too_long"]);
  expect(it.said()).toHaveLength(2);
});

it("offers a new conversation where the old one is gone", async () => {
  const it = talk({ [HISTORY]: () => problem("not_found", 404), [OPEN]: opened }, known());
  await it.conversation.start();
  expect(it.picture().phase).toBe("gone");
  await it.conversation.renew();
  expect(it.picture().phase).toBe("ready");
  expect(it.texts()).toEqual(["Hello!"]);
});

it("notices while talking that the conversation is gone", async () => {
  const it = talk({ [OPEN]: opened, [SAY]: () => problem("not_found", 404) });
  await it.conversation.start();
  it.conversation.say({ text: "still there?" });
  await settle();
  expect(it.picture().phase).toBe("gone");
});

it("says so where the advisor does not serve a website", async () => {
  const it = talk({ [OPEN]: () => problem("origin_not_allowed", 403) });
  await it.conversation.start();
  expect(it.picture().phase).toBe("forbidden");
});

it("begins as soon as it can", async () => {
  const it = talk({ [OPEN]: () => problem("internal", 503) });
  const started = it.conversation.start();
  await settle(2);
  expect(it.picture().trouble?.kind).toBe("retrying");
  it.answers[OPEN] = opened;
  await settle(10);
  await started;
  expect(it.texts()).toEqual(["Hello!"]);
});

it("deletes everything, here and there", async () => {
  const kept = known();
  const it = talk({ [HISTORY]: () => answer({ messages: [advisor("1", "Hello!")] }), "DELETE ": () => answer(undefined, 204) }, kept);
  await it.conversation.start();
  await it.conversation.erase();
  expect(it.asked("DELETE", "/api/conversations/c1")).toBe(1);
  expect(it.picture()).toMatchObject({ phase: "erased", messages: [] });
  expect(kept.read("", (kept): kept is unknown => kept !== undefined)).toBeUndefined();
});

it("deletes nothing here when it could not be deleted there", async () => {
  const it = talk({ [HISTORY]: () => answer({ messages: [advisor("1", "Hello!")] }), "DELETE ": offline }, known());
  await it.conversation.start();
  await expect(it.conversation.erase()).rejects.toMatchObject({ key: "offline" });
  expect(it.texts()).toEqual(["Hello!"]);
});

it("asks for the history where there is no stream", async () => {
  const history = [advisor("1", "Hello!")];
  const it = talk({ [HISTORY]: () => answer({ messages: history }) }, known());
  it.conversation.listen(true);
  await it.conversation.start();
  history.push(advisor("2", "A colleague wrote to you."));
  await settle(11);
  expect(it.texts()).toEqual(["Hello!", "A colleague wrote to you."]);
  expect(it.asked("GET", "/stream")).toBe(1);
  it.conversation.listen(false);
  const asked = it.asked("GET", "/messages");
  await settle(60);
  expect(it.asked("GET", "/messages")).toBe(asked);
});

it("hears new messages by the stream, and where it ended for good", async () => {
  let control: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = (): Response =>
    new Response(new ReadableStream<Uint8Array>({ start: (given) => void (control = given) }), {
      headers: { "Content-Type": "text/event-stream" },
    });
  const send = (text: string): void => control?.enqueue(new TextEncoder().encode(text));
  const it = talk({ [HISTORY]: () => answer({ messages: [advisor("1", "Hello!")] }), "GET /stream": stream }, known());
  it.conversation.listen(true);
  await it.conversation.start();
  await settle();
  send(`id: 2\nevent: message\ndata: ${JSON.stringify(advisor("2", "News"))}\n\n`);
  await settle();
  expect(it.texts()).toEqual(["Hello!", "News"]);
  for (let seconds = 0; seconds < 120; seconds += 15) {
    send(": keep-alive\n\n");
    await settle(15);
  }
  expect(it.asked("GET", "/stream")).toBe(1);
  send("event: end\ndata: {}\n\n");
  await settle();
  expect(it.picture().phase).toBe("gone");
});

it("hides the thumbs where the advisor takes none", async () => {
  const message = advisor("1", "An answer", { data: { type: "answer", answer: "x" } });
  const it = talk({ [HISTORY]: () => answer({ messages: [message] }) }, known());
  await it.conversation.start();
  expect(it.picture().thumbs).toBe(true);
  await it.conversation.rate(message, { thumb: "up" });
  expect(it.picture()).toMatchObject({ thumbs: false, phase: "ready" });
});

it("takes a stream for lost that shows no sign of life", async () => {
  const signals: AbortSignal[] = [];
  const silent = (): Response => new Response(new ReadableStream(), { headers: { "Content-Type": "text/event-stream" } });
  const { fetch, asked } = network(({ path }) => (path.endsWith("/stream") ? silent() : answer({ messages: [advisor("4")] })));
  const api = new Api(ORIGIN, (address, init) => {
    if (init.signal && address.endsWith("/stream")) signals.push(init.signal);
    return fetch(address, init);
  });
  const conversation = new Conversation(api, known(), "en", { changed: () => undefined, news: () => undefined });
  all.push(conversation);
  conversation.listen(true);
  await conversation.start();
  await settle(49);
  expect(signals[0]?.aborted).toBe(false);
  await settle(2);
  expect(signals[0]?.aborted).toBe(true);
  expect(asked.at(-1)?.headers["Last-Event-ID"]).toBe("4");
});
