/** One server-sent event, or a `comment`, which only shows that the other side is there. */
export interface ServerEvent {
  name: string;
  data: string;
  id: string | undefined;
}

/** Server-sent events out of a response. (EventSource cannot send a token but in the address.) */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) yield eventFrom(block);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function eventFrom(block: string): ServerEvent {
  let name = "";
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
    else if (field === "id") id = value;
  }
  return { name: name || (data.length ? "message" : "comment"), data: data.join("\n"), id };
}
