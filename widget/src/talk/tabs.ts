import type { Message } from "./messages";
import type { Letter } from "./outbox";

/** What tabs tell each other about one conversation. */
export type News =
  | { kind: "said"; letter: Letter }
  | { kind: "heard"; messages: Message[]; after?: string }
  | { kind: "refused"; client_id: string };

/** The other tabs with the same advisor. Where the browser cannot link them, the stream and the history do. */
export class Tabs {
  private readonly channel: BroadcastChannel | undefined;

  constructor(
    origin: string,
    private readonly conversation: () => string | undefined,
    heard: (news: News) => void,
  ) {
    if (typeof BroadcastChannel === "undefined") return;
    this.channel = new BroadcastChannel(`advisor:${origin}`);
    this.channel.onmessage = ({ data }: MessageEvent<{ conversation: string; news: News }>) => {
      if (data.conversation === this.conversation()) heard(data.news);
    };
  }

  tell(news: News): void {
    this.channel?.postMessage({ conversation: this.conversation(), news });
  }

  close(): void {
    this.channel?.close();
  }
}
