import { type Drawer, isRecord } from "../storage";
import type { Saying } from "./api";

/** Something said that has no answer yet. */
export interface Letter extends Saying {
  conversation_id: string;
  /** The words that are shown: a button's title, or the text. */
  shown: string;
  said_at: string;
}

const NAME = "outbox";
const MOST = 50;

/** What was said and is not answered yet, in order. It stays over reloads, and all tabs see it. */
export class Outbox {
  constructor(private readonly drawer: Drawer) {}

  of(conversation: string): Letter[] {
    return this.all().filter((letter) => letter.conversation_id === conversation);
  }

  put(letter: Letter): void {
    this.drawer.write(NAME, [...this.all(), letter].slice(-MOST));
  }

  take(clientId: string): void {
    this.keep((letter) => letter.client_id !== clientId);
  }

  clear(conversation: string): void {
    this.keep((letter) => letter.conversation_id !== conversation);
  }

  private keep(wanted: (letter: Letter) => boolean): void {
    const kept = this.all().filter(wanted);
    if (kept.length) this.drawer.write(NAME, kept);
    else this.drawer.remove(NAME);
  }

  private all(): Letter[] {
    return this.drawer.read(NAME, Array.isArray)?.filter(isLetter) ?? [];
  }
}

/** What of a letter goes to the advisor. */
export function saying({ client_id, text, payload }: Letter): Saying {
  return payload === undefined ? { client_id, text: text ?? "" } : { client_id, payload };
}

/** A random UUID, also in pages without https, where `crypto.randomUUID` is missing. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function isLetter(value: unknown): value is Letter {
  return isRecord(value) && ["client_id", "conversation_id", "shown", "said_at"].every((key) => typeof value[key] === "string");
}
