import { memo } from "./memo";
import { InvalidInputError } from "./problem";
import { shown } from "./shown";

const MILLIS = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
} as const;

type TimeUnit = keyof typeof MILLIS;

/** The grammar of Prometheus durations: descending units, each at most once. */
const PROMETHEUS_DURATION =
  /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** What was given as an amount, which need not be a number at run time. */
function amountText(amount: unknown, unit: string): string {
  return typeof amount === "number" ? `${amount}${unit}` : shown(amount);
}

/** A length of time in whole milliseconds, never negative. */
export class Duration {
  private constructor(private readonly millis: number) {}

  static millis(amount: number): Duration {
    return Duration.of(amount, "ms");
  }

  static seconds(amount: number): Duration {
    return Duration.of(amount, "s");
  }

  static minutes(amount: number): Duration {
    return Duration.of(amount, "m");
  }

  static hours(amount: number): Duration {
    return Duration.of(amount, "h");
  }

  static days(amount: number): Duration {
    return Duration.of(amount, "d");
  }

  /**
   * Reads the Prometheus form, such as `90s`, `1h30m` or `30d`.
   *
   * @throws InvalidInputError when the text is not such a duration
   */
  static parse(text: string): Duration {
    const match =
      typeof text === "string" ? PROMETHEUS_DURATION.exec(text) : null;
    if (match === null || text === "") {
      throw new InvalidInputError(
        "duration-malformed",
        `duration must be a Prometheus duration, got ${shown(text)}; write it like "30s", "5m", "1h30m" or "30d"`,
      );
    }
    const units: readonly TimeUnit[] = ["y", "w", "d", "h", "m", "s", "ms"];
    const total = units.reduce(
      (sum, unit, index) => sum + Number(match[index + 1] ?? 0) * MILLIS[unit],
      0,
    );
    return Duration.of(total, "ms");
  }

  private static of(amount: number, unit: TimeUnit): Duration {
    if (!Number.isFinite(amount) || amount < 0) {
      throw new InvalidInputError(
        "duration-malformed",
        `duration must be a finite number of at least 0, got ${amountText(amount, unit)}; use a positive amount`,
      );
    }
    const millis = amount * MILLIS[unit];
    if (!Number.isSafeInteger(Math.round(millis))) {
      throw new InvalidInputError(
        "duration-malformed",
        `duration must be shorter than 285,000 years, got ${amount}${unit}; use a smaller amount`,
      );
    }
    return new Duration(Math.round(millis));
  }

  toMillis(): number {
    return this.millis;
  }

  toSeconds(): number {
    return this.millis / MILLIS.s;
  }

  toMinutes(): number {
    return this.millis / MILLIS.m;
  }

  toHours(): number {
    return this.millis / MILLIS.h;
  }

  toDays(): number {
    return this.millis / MILLIS.d;
  }

  /** The Prometheus form with days as its largest unit: `30d`, `1h30m`, `0s`. */
  toPrometheus(): string {
    return prometheusText(this.millis);
  }

  /** The form that Go prints, `1h30m0s`, which the Docker provider reads back without a difference. */
  toGo(): string {
    if (this.millis < MILLIS.s) {
      return this.millis === 0 ? "0s" : `${this.millis}ms`;
    }
    const hours = Math.floor(this.millis / MILLIS.h);
    const minutes = Math.floor((this.millis % MILLIS.h) / MILLIS.m);
    const seconds = (this.millis % MILLIS.m) / MILLIS.s;
    if (hours > 0) {
      return `${hours}h${minutes}m${seconds}s`;
    }
    return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
  }

  /** Below zero when this is shorter than `other`, zero when equal, above zero when longer. */
  compare(other: Duration): number {
    return this.millis - other.millis;
  }

  equals(other: Duration): boolean {
    return this.millis === other.millis;
  }

  times(factor: number): Duration {
    return Duration.millis(
      typeof factor === "number" ? this.millis * factor : factor,
    );
  }

  toString(): string {
    return this.toPrometheus();
  }
}

/** Programs in Go count time in nanoseconds and know no more than 292 years. */
export const LONGEST_RETENTION = Duration.days(36_500);

const PRINTED: readonly TimeUnit[] = ["d", "h", "m", "s", "ms"];

/** Rules ask for the same few lengths again and again. */
const prometheusText = memo((millis: number): string => {
  let rest = millis;
  let text = "";
  for (const unit of PRINTED) {
    const amount = Math.floor(rest / MILLIS[unit]);
    if (amount > 0) {
      text += `${amount}${unit}`;
      rest -= amount * MILLIS[unit];
    }
  }
  return text || "0s";
});

const BYTES = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

type ByteUnit = keyof typeof BYTES;

/** An amount of data in whole bytes, never negative. */
export class Bytes {
  private constructor(private readonly amount: number) {}

  static bytes(amount: number): Bytes {
    return Bytes.of(amount, "B");
  }

  /** Mebibytes: 2^20 bytes each. */
  static mebibytes(amount: number): Bytes {
    return Bytes.of(amount, "MiB");
  }

  /** Gibibytes: 2^30 bytes each. */
  static gibibytes(amount: number): Bytes {
    return Bytes.of(amount, "GiB");
  }

  /** Gigabytes: 10^9 bytes each. */
  static gigabytes(amount: number): Bytes {
    return Bytes.of(amount, "GB");
  }

  /**
   * Reads an amount with a unit, such as `512MiB` or `5GB`.
   *
   * @throws InvalidInputError when the text is not such an amount
   */
  static parse(text: string): Bytes {
    const match =
      typeof text === "string"
        ? /^(\d+(?:\.\d+)?) ?([KMGT]i?B|B)$/.exec(text)
        : null;
    if (match === null) {
      throw new InvalidInputError(
        "bytes-malformed",
        `size must be a number with a unit, got ${shown(text)}; write it like "512MiB" or "5GB"`,
      );
    }
    return Bytes.of(Number(match[1]), match[2] as ByteUnit);
  }

  private static of(amount: number, unit: ByteUnit): Bytes {
    // What is no number may not even be multiplied.
    const bytes = Number.isFinite(amount)
      ? Math.round(amount * BYTES[unit])
      : -1;
    if (bytes < 0 || !Number.isSafeInteger(bytes)) {
      throw new InvalidInputError(
        "bytes-malformed",
        `size must be between 0 and 8192TiB, got ${amountText(amount, unit)}; use an amount in that range`,
      );
    }
    return new Bytes(bytes);
  }

  toBytes(): number {
    return this.amount;
  }

  toMebibytes(): number {
    return this.amount / BYTES.MiB;
  }

  /** Below zero when this is less than `other`, zero when equal, above zero when more. */
  compare(other: Bytes): number {
    return this.amount - other.amount;
  }

  /** The form of Prometheus flags, with the largest binary unit that divides the amount: `5GB` stands for 5 * 2^30. */
  toPrometheus(): string {
    const units = [
      ["TB", BYTES.TiB],
      ["GB", BYTES.GiB],
      ["MB", BYTES.MiB],
      ["KB", BYTES.KiB],
    ] as const;
    for (const [unit, size] of units) {
      if (this.amount >= size && this.amount % size === 0) {
        return `${this.amount / size}${unit}`;
      }
    }
    return `${this.amount}B`;
  }

  /** For people: the largest binary unit with at most one decimal. */
  toString(): string {
    const units: readonly ByteUnit[] = ["TiB", "GiB", "MiB", "KiB"];
    const unit = units.find((each) => this.amount >= BYTES[each]) ?? "B";
    return `${Number((this.amount / BYTES[unit]).toFixed(1))}${unit}`;
  }
}
