import { type Drawer, isRecord } from "../storage";
import type { Saying } from "./api";

/** Something said that has no answer yet. */
export interface Letter extends Saying {
  conversation_id: string;
  /** The words that are shown: a button's title, or the text. */
  shown: string;
  said_at: string;
  /** Its place in the line. */
  turn: number;
}

/** Each letter has a place of its own in the drawer: tabs that write at once cannot wipe out each other's. */
const BEGINNING = "outbox:";

/** What was said and is not answered yet, in order. It stays over reloads, and all tabs see it. */
export class Outbox {
  constructor(private readonly drawer: Drawer) {}

  of(conversation: string): Letter[] {
    return this.all().filter((letter) => letter.conversation_id === conversation);
  }

  put(letter: Omit<Letter, "turn">): Letter {
    const turn = Math.max(0, ...this.all().map((other) => other.turn)) + 1;
    const kept = { ...letter, turn };
    this.drawer.write(BEGINNING + letter.client_id, kept);
    return kept;
  }

  take(clientId: string): void {
    this.drawer.remove(BEGINNING + clientId);
  }

  clear(conversation: string): void {
    for (const { client_id } of this.of(conversation)) this.take(client_id);
  }

  /** Whether a key of the browser's storage is one of a letter. */
  holds(key: string): boolean {
    return key.startsWith(this.drawer.key(BEGINNING));
  }

  private all(): Letter[] {
    const letters = this.drawer.names(BEGINNING).flatMap((name) => this.drawer.read(name, isLetter) ?? []);
    return letters.sort((one, other) => one.turn - other.turn || one.said_at.localeCompare(other.said_at));
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
  const words = ["client_id", "conversation_id", "shown", "said_at"];
  return isRecord(value) && typeof value["turn"] === "number" && words.every((key) => typeof value[key] === "string");
}
