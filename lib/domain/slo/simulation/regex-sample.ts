/**
 * A text that a regular expression matches, for the ordinary ones: the first of alternatives, as few repetitions as
 * allowed, but one of `*`. Of others the result may not match, so check it.
 */
export function sampleOf(pattern: string): string {
  return new Sampler(pattern).alternatives();
}

const CLASSES: Readonly<Record<string, string>> = {
  d: "1",
  w: "a",
  s: " ",
  D: "a",
  W: "-",
  S: "a",
};

class Sampler {
  private position = 0;

  constructor(private readonly pattern: string) {}

  /** Samples all alternatives up to the end or the closing parenthesis, and takes the first. */
  alternatives(): string {
    const first = this.sequence();
    while (this.peek() === "|") {
      this.position++;
      this.sequence();
    }
    return first;
  }

  private sequence(): string {
    let text = "";
    for (
      let next = this.peek();
      next !== "" && next !== "|" && next !== ")";
      next = this.peek()
    ) {
      const atom = this.atom();
      text += atom.repeat(this.repetitions());
    }
    return text;
  }

  private atom(): string {
    const start = this.next();
    switch (start) {
      case "(": {
        const option = /^\?(?:[a-z]*:|P?<[^>]*>)/.exec(this.rest());
        this.position += option?.[0].length ?? 0;
        const text = this.alternatives();
        this.position++;
        return text;
      }
      case "[":
        return this.characterClass();
      case "\\": {
        const escaped = this.next();
        return CLASSES[escaped] ?? escaped;
      }
      case ".":
        return "0";
      case "^":
      case "$":
        return "";
      default:
        return start;
    }
  }

  private characterClass(): string {
    const isNegated = this.peek() === "^";
    if (isNegated) {
      this.position++;
    }
    const first = this.next();
    const character =
      first === "\\" ? ((next) => CLASSES[next] ?? next)(this.next()) : first;
    while (this.peek() !== "]" && this.peek() !== "") {
      this.position += this.peek() === "\\" ? 2 : 1;
    }
    this.position++;
    return isNegated
      ? "other".replaceAll(character, "").slice(0, 1)
      : character;
  }

  private repetitions(): number {
    const match = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.rest());
    if (match === null) {
      return 1;
    }
    this.position += match[0].length;
    if (match[1] !== undefined) {
      return Math.min(Number(match[1]), 100);
    }
    return match[0].startsWith("?") ? 0 : 1;
  }

  private rest(): string {
    return this.pattern.slice(this.position);
  }

  private peek(): string {
    return this.pattern[this.position] ?? "";
  }

  private next(): string {
    const character = this.peek();
    this.position++;
    return character;
  }
}
