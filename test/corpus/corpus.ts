/** One message as a program writes it, and what must be known of it afterwards. */
export interface Sample {
  /** What is written, without the line break at its end. */
  readonly text: string;
  readonly level: string;
  /** Label `log`; default: none. */
  readonly log?: string;
  /** Milliseconds since 1970; nothing where the line does not say it. */
  readonly time?: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** How many samples each format has. */
export const SAMPLES = 300;

/** Random numbers that are the same in each run. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 to below 1; the generator mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join("");
  }

  address(): string {
    return this.next() < 0.3
      ? `2001:db8::${this.hex(3)}`
      : `198.51.100.${this.below(256)}`;
  }

  /** Words, with what makes parsers stumble. */
  text(): string {
    const words = Array.from({ length: 1 + this.below(6) }, () =>
      this.of([
        "order",
        "paid",
        "größe",
        "購入",
        "a=b",
        "[x]",
        "50%",
        "it's",
        "C:\\temp",
        "<b>",
        "{}",
        "$1",
        "key:",
        "--",
      ]),
    );
    return words.join(" ");
  }
}

/** Edge cases first, then generated ones up to the number of samples. */
export function samples(
  seed: number,
  edges: readonly Sample[],
  generate: (dice: Dice, index: number) => Sample,
): readonly Sample[] {
  const dice = new Dice(seed);
  return [
    ...edges,
    ...Array.from({ length: SAMPLES - edges.length }, (_, index) =>
      generate(dice, index),
    ),
  ];
}

/** Fields without those that have nothing to say. */
export function present(
  fields: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined || value === "" || value === "-"
        ? []
        : [[name, value]],
    ),
  );
}
