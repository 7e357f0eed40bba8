import type { Words } from "../words";

/** Dates and times in a language, in the zone of the person who reads. */
export class Dates {
  private readonly time: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;

  constructor(
    language: string,
    private readonly words: Words["chat"],
    private readonly now: () => Date = () => new Date(),
  ) {
    const tag = language === "en" ? "en-GB" : language; // As the rest is written.
    this.time = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" });
    this.date = new Intl.DateTimeFormat(tag, { day: "numeric", month: "long", year: "numeric" });
  }

  timeOf(moment: string): string {
    return this.time.format(asDate(moment));
  }

  /** A date alone, such as `2026-11-24`, or a moment. */
  dateOf(moment: string): string {
    return this.date.format(asDate(/^\d{4}-\d\d-\d\d$/.test(moment) ? `${moment}T00:00` : moment));
  }

  /** "Today", "Yesterday" or the date. */
  dayOf(moment: string): string {
    const days = Math.round((startOfDay(this.now()) - startOfDay(asDate(moment))) / 86_400_000);
    if (days === 0) return this.words.today;
    return days === 1 ? this.words.yesterday : this.dateOf(moment);
  }
}

function asDate(moment: string): Date {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
