import { describe, expect, it } from "vitest";
import { markdown, safeAddress } from "../src/view/markdown";

function html(text: string): string {
  const box = document.createElement("div");
  box.append(markdown(text, "new tab"));
  for (const unseen of box.querySelectorAll(".unseen")) unseen.remove();
  for (const marked of box.querySelectorAll("[dir]")) marked.removeAttribute("dir");
  return box.innerHTML;
}

function link(address: string, text = address): string {
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${text}</a>`;
}

describe("markdown", () => {
  it("makes paragraphs and lines", () => {
    expect(html("one\ntwo\n\nthree")).toBe("<p>one<br>two</p><p>three</p>");
  });

  it("makes lists, also right after a line of text", () => {
    expect(html("Noted:\n- one\n- two")).toBe("<p>Noted:</p><ul><li>one</li><li>two</li></ul>");
    expect(html("1. one\n2. two")).toBe("<ol><li>one</li><li>two</li></ol>");
    expect(html("3. three")).toBe('<ol start="3"><li>three</li></ol>');
  });

  it("makes bold, italic, code and headings", () => {
    expect(html("**b** and *i* and _i_ and `c`")).toBe("<p><strong>b</strong> and <em>i</em> and <em>i</em> and <code>c</code></p>");
    expect(html("## Title")).toBe("<p><strong>Title</strong></p>");
    expect(html("**bold *both* ways**")).toContain("<em>both</em>");
  });

  it("leaves sums and names of files as they are", () => {
    expect(html("2 * 3 * 4 and snake_case_name")).toBe("<p>2 * 3 * 4 and snake_case_name</p>");
    expect(html("a*b*c")).toBe("<p>a*b*c</p>");
  });

  it("makes links of web addresses, without the full stop of the sentence", () => {
    expect(html("see https://a.example/x.")).toBe(`<p>see ${link("https://a.example/x")}.</p>`);
    expect(html("(https://a.example/x)")).toBe(`<p>(${link("https://a.example/x")})</p>`);
    expect(html("on www.a.example, too")).toBe(`<p>on ${link("https://www.a.example/", "www.a.example")}, too</p>`);
    expect(html("[here](https://a.example/)")).toBe(`<p>${link("https://a.example/", "here")}</p>`);
  });

  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "vbscript:x", "java\tscript:alert(1)", "//evil", "/path"])(
    "follows no %s",
    (address) => {
      expect(safeAddress(address)).toBeUndefined();
      expect(html(`[x](${address.replace(/\s/g, "")})`)).not.toContain("<a");
    },
  );

  it("shows what looks like HTML as text", () => {
    expect(html("<img src=x onerror=alert(1)> **<b>x</b>**")).toBe(
      "<p>&lt;img src=x onerror=alert(1)&gt; <strong>&lt;b&gt;x&lt;/b&gt;</strong></p>",
    );
  });

  it("comes to an end with what could keep it busy", () => {
    for (const evil of ["*", "[", "**a", "_a ", "](", "https://", "[a](", "`"]) expect(html(evil.repeat(2000))).not.toBe("");
  });
});
