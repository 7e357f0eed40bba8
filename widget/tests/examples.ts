import { Drawer } from "../src/storage";
import type { Fetch } from "../src/talk/api";
import type { Message } from "../src/talk/messages";
import type { Letter } from "../src/talk/outbox";
import * as words from "../src/locales/en.json";

export { words };
export const ORIGIN = "https://advisor.example";
export const SESSION = { conversation_id: "c1", token: "t1" };

/** A drawer over a storage of its own. */
export function drawer(kept: Record<string, string> = {}): Drawer {
  const storage = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
    key: (at: number) => Object.keys(kept)[at] ?? null,
    get length() {
      return Object.keys(kept).length;
    },
  };
  return new Drawer(ORIGIN, () => storage as unknown as Storage);
}

export function advisor(id: string, text = `message ${id}`, more: Partial<Message> = {}): Message {
  return { id, author: "advisor", text, sent_at: "2026-11-24T08:30:00Z", buttons: [], data: {}, ...more };
}

export function firm(id: string, text: string, data: Message["data"] = {}): Message {
  return { id, author: "firm", text, sent_at: "2026-11-24T08:30:00Z", buttons: [], data };
}

/** What one of the staff says. */
export function person(id: string, text: string, name = "mei"): Message {
  return advisor(id, text, { author: "person", data: { type: "person", name } });
}

/** The news that one of the staff speaks from now on, or the advisor again. */
export function handover(id: string, state: "with_person" | "handed_back", name = "mei"): Message {
  const buttons = state === "with_person" ? [{ title: "Go back to the advisor", payload: "/back_to_advisor" }] : [];
  return advisor(id, `handover ${state}`, { buttons, data: { type: "handover", state, name } });
}

export function question(id: string, ...titles: string[]): Message {
  const buttons = titles.map((title) => ({ title, payload: `/answer{"option":"${title}"}` }));
  return advisor(id, `question ${id}`, { buttons, data: { type: "question" } });
}

export function letter(client_id: string, text = `words ${client_id}`): Letter {
  return { client_id, conversation_id: "c1", text, shown: text, said_at: "2026-11-24T08:31:00Z", turn: 1 };
}

export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

export function problem(key: string, status: number, headers: Record<string, string> = {}): Response {
  return answer({ type: `urn:advisor:problem:${key}`, title: "-", status, detail: `told about ${key}` }, status, headers);
}

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown> | undefined;
}

/** A network that answers as told, and remembers what it was asked. */
export function network(answers: (asked: Asked) => Response | Promise<Response>): { fetch: Fetch; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch: Fetch = async (address, { method = "", headers, body }) => {
    const one = {
      method,
      path: address.replace(ORIGIN, ""),
      headers: headers as Record<string, string>,
      body: typeof body === "string" ? (JSON.parse(body) as Record<string, unknown>) : undefined,
    };
    asked.push(one);
    return answers(one);
  };
  return { fetch, asked };
}

export const ASSESSMENT = {
  stage: "active_engagement",
  inferred_stage: "active_engagement",
  probabilities: { growth_and_expansion: 0.03, preparation: 0.001, active_engagement: 0.969 },
  answers: 6,
  evidence: [
    { fact: "foreign buyers have your offer", weight: 1.6 },
    { fact: "nobody handles it", weight: -0.4 },
  ],
};

export const PLAN = {
  items: [
    {
      holding_back: { name: "Meeting buyers", because: ["you meet them only online"] },
      step: { title: "Prepare samples", do: "Pack three.", who: "the owner", effort: "two days", time: "two weeks", result: "a box" },
      sources: [
        { name: "Fair", owner: "Agency", address: "fair.example", gives: "A fair.", cost: "Free", checked_on: "2026-11-24", note: null },
        { name: "Odd", owner: "", address: "javascript:alert(1)", gives: "<img src=x onerror=alert(1)>", checked_on: "2026-11-24" },
        { name: "No address", owner: "", address: null, gives: "Help.", checked_on: "2026-11-24" },
      ],
    },
  ],
  bodies: [{ name: "Board", owner: "State", address: "https://board.example", gives: "All.", checked_on: "2026-11-24" }],
};
