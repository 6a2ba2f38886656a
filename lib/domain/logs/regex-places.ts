/** Code points from the first to the last of each range. */
export type Signs = readonly (readonly [from: number, to: number])[];

/** A part that is repeated, as text and as its places. */
export interface RegexLoop {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
  /** Whether it is repeated so many times that matches nothing. */
  readonly isEmptyOften: boolean;
}

/** Each place of an expression at which one letter is matched, and which may follow it: an automaton without empty steps. */
export interface RegexPlaces {
  readonly signs: readonly Signs[];
  readonly following: readonly ReadonlySet<number>[];
  /** Inner ones first. */
  readonly loops: readonly RegexLoop[];
}

/** What a part of an expression begins and ends with. */
interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Part = { nullable: true, first: [], last: [] };

/** As often is taken for without end. */
const OFTEN = 10;

const LAST_SIGN = 0x10ffff;
const ANY: Signs = [[0, LAST_SIGN]];
const CLASSES: Readonly<Record<string, Signs>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
};
const CONTROLS: Readonly<Record<string, number>> = {
  a: 7,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** @param pattern of RE2, and valid */
export function readRegex(pattern: string): RegexPlaces {
  return new RegexReader(pattern).read();
}

/** Reads from left to right; the construction is that of Glushkov. */
class RegexReader {
  private readonly signs: Signs[] = [];
  private readonly following: Set<number>[] = [];
  private readonly loops: RegexLoop[] = [];
  private readonly ignoresCase: boolean;
  private readonly dotIsAny: boolean;
  private at = 0;

  constructor(private readonly pattern: string) {
    this.ignoresCase = /\(\?[a-zA-Z]*i/.test(pattern);
    this.dotIsAny = /\(\?[a-zA-Z]*s/.test(pattern);
  }

  read(): RegexPlaces {
    this.alternatives();
    const { signs, following, loops } = this;
    return { signs, following, loops };
  }

  private alternatives(): Part {
    let all = this.sequence();
    while (this.skip(/\|/y) !== undefined) {
      const other = this.sequence();
      all = {
        nullable: all.nullable || other.nullable,
        first: [...all.first, ...other.first],
        last: [...all.last, ...other.last],
      };
    }
    return all;
  }

  private sequence(): Part {
    let all = NOTHING;
    while (this.at < this.pattern.length && !/[|)]/.test(this.sign())) {
      const next = this.repeated();
      this.join(all.last, next.first);
      all = {
        nullable: all.nullable && next.nullable,
        first: all.nullable ? [...all.first, ...next.first] : all.first,
        last: next.nullable ? [...all.last, ...next.last] : next.last,
      };
    }
    return all;
  }

  private repeated(): Part {
    const from = this.at;
    const first = this.signs.length;
    let part = this.atom();
    for (;;) {
      const sign = this.skip(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y);
      if (sign === undefined) {
        return part;
      }
      const [least = 0, most = Infinity] = countsOf(sign);
      if (most >= OFTEN) {
        this.join(part.last, part.first);
        this.loops.push({
          from,
          to: this.at,
          first,
          last: this.signs.length,
          isEmptyOften:
            part.nullable && most !== Infinity && part.first.length > 0,
        });
      }
      part = { ...part, nullable: part.nullable || least === 0 };
    }
  }

  private atom(): Part {
    const flags = this.skip(/\(\?[a-zA-Z-]*\)/y);
    if (flags !== undefined || this.skip(/[$^]|\\[AzbB]/y) !== undefined) {
      return NOTHING;
    }
    if (this.skip(/\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/y) !== undefined) {
      const inner = this.alternatives();
      this.skip(/\)/y);
      return inner;
    }
    const literal = this.skip(/\\Q[^]*?(?:\\E|$)/y);
    if (literal !== undefined) {
      // Each letter of it would be a place; none of them is repeated but the last.
      return this.place(ANY.slice(1));
    }
    return this.place(this.letters());
  }

  private letters(): Signs {
    if (this.skip(/\./y) !== undefined) {
      return this.dotIsAny ? ANY : without([[10, 10]]);
    }
    if (this.skip(/\[/y) !== undefined) {
      return this.bracket();
    }
    return this.sign() === "\\" ? this.escape() : [this.single()];
  }

  private bracket(): Signs {
    const isNegated = this.skip(/\^/y) !== undefined;
    const signs: (readonly [number, number])[] = [];
    for (let isFirst = true; ; isFirst = false) {
      if (!isFirst && this.skip(/\]/y) !== undefined) {
        return isNegated ? without(signs) : signs;
      }
      if (this.at >= this.pattern.length) {
        return ANY;
      }
      const named = this.skip(/\[:\^?[a-z]+:\]/y);
      // A class by name may be more than is read of it; a wrong alarm is less than a missing one.
      const some: Signs =
        named !== undefined
          ? [[33, LAST_SIGN]]
          : this.sign() === "\\"
            ? this.escape()
            : [this.single()];
      const [low] = some;
      const isRange =
        some.length === 1 && low !== undefined && low[0] === low[1];
      if (isRange && this.skip(/-(?!\])/y) !== undefined) {
        const [high] = this.sign() === "\\" ? this.escape() : [this.single()];
        signs.push([low[0], high?.[1] ?? low[0]]);
      } else {
        signs.push(...some);
      }
    }
  }

  private escape(): Signs {
    const property = this.skip(/\\[pP](?:\{\^?\w+\}|\w)/y);
    if (property !== undefined) {
      return [[33, LAST_SIGN]];
    }
    const code = this.skip(
      /\\(?:x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[0-7]{1,3})/y,
    );
    if (code !== undefined) {
      const digits = /[0-9a-fA-F]+/.exec(code.replace("\\x", ""))?.[0] ?? "";
      const value = parseInt(digits, code.startsWith("\\x") ? 16 : 8);
      return [[value, value]];
    }
    this.at += 1;
    const sign = this.sign();
    const named = CLASSES[sign.toLowerCase()];
    if (named !== undefined && /[dwsDWS]/.test(sign)) {
      this.at += 1;
      return sign === sign.toLowerCase() ? named : without(named);
    }
    const control = CONTROLS[sign];
    if (control !== undefined) {
      this.at += 1;
      return [[control, control]];
    }
    return [this.single()];
  }

  private single(): readonly [number, number] {
    const code = this.pattern.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return [code, code];
  }

  private place(signs: Signs): Part {
    const place = this.signs.length;
    this.signs.push(this.ignoresCase ? withBothCases(signs) : signs);
    this.following.push(new Set());
    return { nullable: false, first: [place], last: [place] };
  }

  private join(before: readonly number[], after: readonly number[]): void {
    for (const place of before) {
      for (const next of after) {
        this.following[place]?.add(next);
      }
    }
  }

  private sign(): string {
    return this.pattern.charAt(this.at);
  }

  private skip(token: RegExp): string | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.pattern)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }
}

function countsOf(sign: string): readonly number[] {
  switch (sign.charAt(0)) {
    case "*":
      return [0];
    case "+":
      return [1];
    case "?":
      return [0, 1];
    default: {
      const [least = "", most] = sign.replace(/[{}?]/g, "").split(",");
      return most === ""
        ? [Number(least)]
        : [Number(least), Number(most ?? least)];
    }
  }
}

function without(signs: Signs): Signs {
  const rest: (readonly [number, number])[] = [];
  let next = 0;
  for (const [from, to] of [...signs].sort(([a], [b]) => a - b)) {
    if (from > next) {
      rest.push([next, from - 1]);
    }
    next = Math.max(next, to + 1);
  }
  return next > LAST_SIGN ? rest : [...rest, [next, LAST_SIGN]];
}

function withBothCases(signs: Signs): Signs {
  const shifted = (low: number, by: number): Signs =>
    signs.flatMap(([from, to]) => {
      const [least, most] = [Math.max(from, low), Math.min(to, low + 25)];
      return least <= most ? [[least + by, most + by] as const] : [];
    });
  return [...signs, ...shifted(65, 32), ...shifted(97, -32)];
}
