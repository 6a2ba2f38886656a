/** Where a person reads how it goes. Colours and a live line on a terminal, plain lines elsewhere. */
export interface Output {
  /** A line that stays. */
  line(text?: string): void;
  /** Something that holds. */
  good(text: string): void;
  /** Something that is legal, and risky. */
  warn(text: string): void;
  /** Something that does not hold. */
  bad(text: string): void;
  /** Replaces the live line; without a terminal nothing is shown. */
  live(text: string): void;
}

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = "\r\u001b[2K";
const GREEN = 32;
const YELLOW = 33;
const RED = 31;

/** Output to `stream`; `NO_COLOR` (https://no-color.org) leaves colours out. */
export function createOutput(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Output {
  const terminal = stream.isTTY === true && environment.TERM !== "dumb";
  const colours = terminal && !environment.NO_COLOR;
  const colour = (code: number, text: string) =>
    colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  let shown = false;
  const line = (text = "") => {
    stream.write(`${shown ? CLEAR_LINE : ""}${text}\n`);
    shown = false;
  };
  return {
    line,
    good: (text) => line(`${colour(GREEN, "ok")}    ${text}`),
    warn: (text) => line(`${colour(YELLOW, "warn")}  ${text}`),
    bad: (text) => line(`${colour(RED, "fail")}  ${text}`),
    live: (text) => {
      if (terminal) {
        const width = Math.max(20, (stream.columns ?? 80) - 1);
        stream.write(`${CLEAR_LINE}${text.slice(0, width)}`);
        shown = true;
      }
    },
  };
}

/** An output that drops everything. */
export const silent: Output = {
  line: () => undefined,
  good: () => undefined,
  warn: () => undefined,
  bad: () => undefined,
  live: () => undefined,
};

/** Time since `start` for people: `8s`, `2m05s`. */
export function elapsed(start: number, now = Date.now()): string {
  const seconds = Math.round((now - start) / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}
