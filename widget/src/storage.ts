/** A drawer of the browser, for one advisor. Where the browser allows none, it lasts as long as the page. */
export class Drawer {
  private readonly lent = new Map<string, string>();

  constructor(
    private readonly origin: string,
    private readonly storage: () => Storage,
  ) {}

  /** The name under which the browser keeps it. */
  key(name: string): string {
    return name ? `advisor:${this.origin}:${name}` : `advisor:${this.origin}`;
  }

  read<Kept>(name: string, isKept: (value: unknown) => value is Kept): Kept | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return isKept(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      this.storage().setItem(this.key(name), text);
      this.lent.delete(name);
    } catch {
      this.lent.set(name, text);
    }
  }

  remove(name: string): void {
    this.lent.delete(name);
    try {
      this.storage().removeItem(this.key(name));
    } catch {
      // Nothing can be kept, so nothing is.
    }
  }

  /** The names of all that is kept under names that begin so. */
  names(beginning: string): string[] {
    const start = this.key(beginning);
    const kept = this.keys().filter((key) => key.startsWith(start));
    return [...kept.map((key) => beginning + key.slice(start.length)), ...[...this.lent.keys()].filter((name) => name.startsWith(beginning))];
  }

  private keys(): string[] {
    try {
      const storage = this.storage();
      return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    } catch {
      return [];
    }
  }

  private text(name: string): string | undefined {
    const lent = this.lent.get(name);
    if (lent !== undefined) return lent;
    try {
      return this.storage().getItem(this.key(name)) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

/** Kept for good, and shared by all tabs. */
export function lasting(origin: string): Drawer {
  return new Drawer(origin, () => window.localStorage);
}

/** Kept for this tab, over reloads. */
export function ofThisTab(origin: string): Drawer {
  return new Drawer(origin, () => window.sessionStorage);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
