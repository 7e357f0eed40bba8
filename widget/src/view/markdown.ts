import { element } from "../element";

const BULLET = /^\s{0,3}[-*•]\s+(.*)$/;
const NUMBER = /^\s{0,3}(\d{1,3})[.)]\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*)$/;
const INLINE =
  /\[([^\][]{1,200})\]\(([^()\s]{1,2000}(?:\([^()\s]*\)[^()\s]*)*)\)|\*\*(?=\S)([^]+?\S?)\*\*|[*_](?=[^\s*_])([^*_\n]*?[^*_\s])[*_](?![\w*])|`([^`\n]+)`|((?:https?:\/\/|\bwww\.)[^\s<>"']+)/g;
const NESTED = 4;

/** Nodes for a little markdown: paragraphs, lists, bold, italic, code and links. Whatever else it holds is text. */
export function markdown(text: string, newTab: string): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    if (block.trim()) made.append(...blockNodes(block.split("\n"), newTab));
  }
  return made;
}

/** A link that opens apart and tells the other side nothing; undefined where the address is no web or mail address. */
export function link(address: string, text: string, newTab: string): HTMLAnchorElement | undefined {
  const safe = safeAddress(address);
  if (!safe) return undefined;
  const apart = element("span", { class: "unseen" }, ` (${newTab})`);
  return element("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, text, apart);
}

/** An address with a kind of its own that is safe to follow; a bare host name counts as https. */
export function safeAddress(address: string): string | undefined {
  const trimmed = address.trim();
  const whole = /^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]|$)/i.test(trimmed) ? `https://${trimmed}` : trimmed;
  try {
    const url = new URL(whole);
    return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function blockNodes(lines: string[], newTab: string): Node[] {
  const nodes: Node[] = [];
  let list: HTMLOListElement | HTMLUListElement | undefined;
  let plain: string[] = [];
  const endParagraph = (): void => {
    if (plain.length) nodes.push(paragraph(plain, newTab));
    plain = [];
  };
  for (const line of lines) {
    const bullet = BULLET.exec(line)?.[1];
    const [, number, numbered] = NUMBER.exec(line) ?? [];
    const item = bullet ?? numbered;
    if (item !== undefined) {
      endParagraph();
      const tag = bullet === undefined ? "ol" : "ul";
      if (list?.localName !== tag) {
        list = element(tag, tag === "ol" && number !== "1" ? { start: Number(number) } : {});
        nodes.push(list);
      }
      list.append(withInline(element("li"), item, newTab));
      continue;
    }
    list = undefined;
    const heading = HEADING.exec(line)?.[1];
    if (heading === undefined) plain.push(line);
    else {
      endParagraph();
      nodes.push(element("p", {}, withInline(element("strong"), heading, newTab)));
    }
  }
  endParagraph();
  return nodes;
}

function paragraph(lines: string[], newTab: string): HTMLElement {
  const made = element("p", { dir: "auto" });
  lines.forEach((line, at) => {
    if (at > 0) made.append(element("br"));
    withInline(made, line, newTab);
  });
  return made;
}

function withInline<Made extends HTMLElement>(made: Made, text: string, newTab: string, depth = 0): Made {
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, title, address, bold, italic, code, bare] = match;
    made.append(text.slice(from, match.index));
    from = match.index + whole.length;
    const inside = <Tag extends "strong" | "em">(tag: Tag, words: string): HTMLElement =>
      depth < NESTED ? withInline(element(tag), words, newTab, depth + 1) : element(tag, {}, words);
    if (title !== undefined && address !== undefined) made.append(link(address, title, newTab) ?? whole);
    else if (bold !== undefined) made.append(inside("strong", bold));
    else if (italic !== undefined) made.append(/[\w*]$/.test(text.slice(0, match.index)) ? whole : inside("em", italic));
    else if (code !== undefined) made.append(element("code", {}, code));
    else if (bare !== undefined) from -= appendBare(made, bare, newTab);
  }
  made.append(text.slice(from));
  return made;
}

/** A bare address without the punctuation of the sentence after it; returns how many characters that is. */
function appendBare(made: HTMLElement, bare: string, newTab: string): number {
  const address = bare.replace(/[.,;:!?)\]]+$/, (end) => (end.startsWith(")") && bare.includes("(") ? ")" : ""));
  made.append(link(address, address, newTab) ?? address);
  return bare.length - address.length;
}
