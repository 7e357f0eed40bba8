import { isRecord } from "../storage";
import { eventsIn } from "./events";
import { type Message, type Rating, messageFrom, messagesIn } from "./messages";
import { OFFLINE, Problem, problemOf } from "./problem";
import type { Session } from "./session";

/** What somebody says: words, or a button's payload. The id makes sure that it is said once. */
export interface Saying {
  client_id: string;
  text?: string;
  payload?: string;
}

export interface PlanLink {
  address: string;
  expires: string | undefined;
}

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/** An answer that never comes is no connection; the advisor itself answers within ten seconds. */
const PATIENCE = 40_000;

/** The advisor's conversation API (docs/channels.md). Every failure is a `Problem`. */
export class Api {
  constructor(
    readonly origin: string,
    private readonly fetch: Fetch = (address, init) => window.fetch(address, init),
  ) {}

  async open(language: string): Promise<{ session: Session; messages: Message[] }> {
    const answer = await this.json("POST", "", undefined, { language, channel: "web" });
    if (!isRecord(answer) || typeof answer["conversation_id"] !== "string" || typeof answer["token"] !== "string") {
      throw new Problem("unexpected", 502, "");
    }
    const session = { conversation_id: answer["conversation_id"], token: answer["token"] };
    return { session, messages: messagesIn(answer) };
  }

  async say(session: Session, saying: Saying): Promise<Message[]> {
    return messagesIn(await this.json("POST", "/messages", session, saying));
  }

  async history(session: Session): Promise<Message[]> {
    return messagesIn(await this.json("GET", "/messages", session));
  }

  async erase(session: Session): Promise<void> {
    await this.request("DELETE", "", session);
  }

  async rate(session: Session, message_id: string, rating: Rating): Promise<void> {
    await this.request("POST", "/ratings", session, { message_id, ...rating });
  }

  async planLink(session: Session): Promise<PlanLink> {
    const answer = await this.json("POST", "/plan-link", session);
    const path = isRecord(answer) ? answer["path"] : undefined;
    if (typeof path !== "string" || !path.startsWith("/plan/")) throw new Problem("unexpected", 502, "");
    const expires = isRecord(answer) ? answer["expires_at"] : undefined;
    return { address: this.origin + path, expires: typeof expires === "string" ? expires : undefined };
  }

  /** New messages as they come, until the stream ends by itself. `true` at the end: the conversation was erased. */
  async stream(
    session: Session,
    after: string | undefined,
    signal: AbortSignal,
    heard: (message: Message) => void,
    alive: () => void,
  ): Promise<boolean> {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (after !== undefined) headers["Last-Event-ID"] = after;
    const response = await this.request("GET", "/stream", session, undefined, { headers, signal, endless: true });
    if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      throw new Problem("no_stream", 404, "");
    }
    alive();
    try {
      for await (const event of eventsIn(response.body)) {
        alive();
        if (event.name === "end") return true;
        const message = event.name === "message" ? messageFrom(parsed(event.data)) : undefined;
        if (message) heard(message);
      }
    } catch {
      throw OFFLINE;
    }
    return false;
  }

  private async json(method: string, path: string, session: Session | undefined, body?: unknown): Promise<unknown> {
    const response = await this.request(method, path, session, body);
    try {
      return await response.json();
    } catch {
      throw OFFLINE; // Cut off on the way: it may well have been done, and asking again does not do it twice.
    }
  }

  private async request(
    method: string,
    path: string,
    session: Session | undefined,
    body?: unknown,
    more: { headers?: Record<string, string>; signal?: AbortSignal; endless?: boolean } = {},
  ): Promise<Response> {
    const address = `${this.origin}/api/conversations${session ? `/${session.conversation_id}` : ""}${path}`;
    const headers: Record<string, string> = { ...more.headers };
    if (session) headers["Authorization"] = `Bearer ${session.token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const patience = new AbortController();
    const timer = more.endless ? undefined : setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await this.fetch(address, {
        method,
        headers,
        signal: more.signal ?? patience.signal,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return response;
      throw await problemOf(response);
    } catch (error) {
      throw error instanceof Problem ? error : OFFLINE;
    } finally {
      clearTimeout(timer);
    }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
