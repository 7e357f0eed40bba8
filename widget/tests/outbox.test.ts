import { expect, it } from "vitest";
import { Drawer } from "../src/storage";
import { Outbox, newId, saying } from "../src/talk/outbox";
import { ORIGIN, drawer, letter } from "./examples";

it("keeps what was said until it is taken out, in order and over a reload", () => {
  const kept = {};
  const outbox = new Outbox(drawer(kept));
  outbox.put(letter("a"));
  outbox.put(letter("b"));
  const afterReload = new Outbox(drawer(kept));
  expect(afterReload.of("c1").map(({ client_id }) => client_id)).toEqual(["a", "b"]);
  afterReload.take("a");
  expect(outbox.of("c1").map(({ client_id }) => client_id)).toEqual(["b"]);
  outbox.take("b");
  expect(kept).toEqual({});
});

it("keeps conversations apart", () => {
  const outbox = new Outbox(drawer());
  outbox.put(letter("a"));
  expect(outbox.of("other")).toEqual([]);
  outbox.clear("other");
  expect(outbox.of("c1")).toHaveLength(1);
});

it("reads nothing out of a damaged drawer", () => {
  expect(new Outbox(drawer({ [`advisor:${ORIGIN}:outbox:a`]: "{half" })).of("c1")).toEqual([]);
  expect(new Outbox(drawer({ [`advisor:${ORIGIN}:outbox:a`]: '{"client_id":1}' })).of("c1")).toEqual([]);
});

it("loses nothing when two tabs write at once", () => {
  const kept: Record<string, string> = {};
  const [one, other] = [new Outbox(drawer(kept)), new Outbox(drawer(kept))];
  one.put(letter("a"));
  other.put(letter("b"));
  one.take("a");
  expect(other.of("c1").map(({ client_id }) => client_id)).toEqual(["b"]);
});

it("works as long as the page where the browser keeps nothing", () => {
  const outbox = new Outbox(
    new Drawer(ORIGIN, () => {
      throw new DOMException("denied", "SecurityError");
    }),
  );
  outbox.put(letter("a"));
  expect(outbox.of("c1")).toHaveLength(1);
  outbox.take("a");
  expect(outbox.of("c1")).toEqual([]);
});

it("sends words or a payload, never both", () => {
  expect(saying(letter("a", "hello"))).toEqual({ client_id: "a", text: "hello" });
  expect(saying({ ...letter("a"), payload: "/go" })).toEqual({ client_id: "a", payload: "/go" });
});

it("makes ids that are UUIDs", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
