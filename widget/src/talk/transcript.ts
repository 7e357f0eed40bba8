import type { Message } from "./messages";
import type { Letter } from "./outbox";

const ECHO = "said-";

/** All messages in order, each once. Own words are shown at once, and give way to the record of them. */
export class Transcript {
  private list: Message[] = [];

  get messages(): readonly Message[] {
    return this.list;
  }

  /** The newest message that the advisor has recorded: where a stream goes on. */
  get newest(): string | undefined {
    const numbers = this.list.filter(isRecorded).map((message) => Number(message.id));
    return numbers.length ? String(Math.max(...numbers)) : undefined;
  }

  clear(): void {
    this.list = [];
  }

  /** The whole history as the advisor has it, and after it what is still to be sent. */
  replace(history: readonly Message[], letters: readonly Letter[]): void {
    const notices = this.list.filter((message) => message.id.startsWith("notice-") && !history.some(({ id }) => id === message.id));
    this.list = [...history, ...notices];
    for (const letter of letters) this.echo(letter);
  }

  /** Show what was just said. */
  echo(letter: Letter): void {
    if (this.list.some((message) => echoes(message, letter.client_id))) return;
    this.list.push({
      id: ECHO + letter.client_id,
      author: "firm",
      text: letter.shown,
      sent_at: letter.said_at,
      buttons: [],
      data: { client_id: letter.client_id, ...(letter.payload === undefined ? {} : { payload: letter.payload }) },
    });
  }

  /** Take messages in; `after` are the own words that they answer. Returns those that are new. */
  add(messages: readonly Message[], after?: string): Message[] {
    return messages.filter((message) => this.addOne(message, after));
  }

  private addOne(message: Message, after: string | undefined): boolean {
    const known = this.list.findIndex(({ id }) => id === message.id);
    if (known >= 0) {
      this.list[known] = message;
      return false;
    }
    const own = message.author === "firm" ? this.list.findIndex((echo) => isEchoOf(echo, message)) : -1;
    if (own >= 0) {
      this.list[own] = message;
      return false;
    }
    this.list.splice(this.placeFor(message, after), 0, message);
    return true;
  }

  /** Recorded messages stand in the order of their ids, after the words that they answer and before those unsent. */
  private placeFor(message: Message, after: string | undefined): number {
    const later = isRecorded(message)
      ? this.list.findIndex((other) => isRecorded(other) && Number(other.id) > Number(message.id))
      : -1;
    if (later >= 0) return later;
    const last = this.list.map(isRecorded).lastIndexOf(true);
    const answered = after === undefined ? -1 : this.list.findIndex((own) => echoes(own, after));
    if (answered >= 0) return Math.max(answered, last) + 1;
    return message.author !== "firm" && last >= 0 ? last + 1 : this.list.length;
  }
}

function isRecorded(message: Message): boolean {
  return /^\d+$/.test(message.id);
}

function echoes(message: Message, clientId: string): boolean {
  return message.author === "firm" && message.data.client_id === clientId;
}

/** Whether a message of the record is what was shown before it was recorded. */
function isEchoOf(echo: Message, recorded: Message): boolean {
  if (echo.author !== "firm" || isRecorded(echo)) return false;
  if (recorded.data.client_id !== undefined && echo.data.client_id !== undefined) {
    return recorded.data.client_id === echo.data.client_id;
  }
  const [one, other] = [echo.data.payload, recorded.data.payload];
  return one !== undefined || other !== undefined ? one === other : echo.text.trim() === recorded.text.trim();
}
