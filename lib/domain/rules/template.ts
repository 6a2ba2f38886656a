import { InvalidInputError } from "../problem";

/**
 * Functions of Go templates, and those that Prometheus adds.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `and call eq ge gt html index js le len lt ne not or print printf println
  slice urlquery args externalURL first graphLink humanize humanize1024
  humanizeDuration humanizePercentage humanizeTimestamp label match
  parseDuration pathPrefix query reReplaceAll safeHtml sortByLabel stripDomain
  stripPort strvalue tableLink title tmpl toDuration toLower toTime toUpper
  value`.split(/\s+/),
);

/** Inside an action: what stands in quotes may hold braces. */
const ACTION =
  /\{\{(?:-(?=\s))?((?:\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|(?!\}\})[^"`'])*?)(?:(?<=\s)-)?\}\}/y;

const COMMENT = /^\/\*[^]*\*\/$/;

const TOKENS: readonly (readonly [kind: Kind, pattern: RegExp])[] = [
  ["space", /\s+/y],
  [
    "literal",
    /(?:"(?:[^"\\\n]|\\[abfnrtv\\"])*"|`[^`]*`|'(?:[^'\\\n]|\\[nrt\\'])'|[+-]?(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)|true|false|nil)(?!\w)/iy,
  ],
  ["variable", /\$\w*/y],
  ["field", /\.[A-Za-z_]\w*/y],
  ["dot", /\.(?![\w.])/y],
  ["word", /[A-Za-z_]\w*/y],
  ["sign", /:=|[=|,()]/y],
];

type Kind =
  "space" | "literal" | "variable" | "field" | "dot" | "word" | "sign";

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

interface Block {
  readonly keyword: string;
  /** Variables that hold again after its end. */
  readonly outer: ReadonlySet<string>;
  readonly hasElse: boolean;
}

/** Variables that Prometheus declares before each template. */
const GIVEN: ReadonlySet<string> = new Set([
  "$",
  "$labels",
  "$value",
  "$externalLabels",
]);

/** Actions known to be right that neither declare nor open anything: few different ones make up nearly all texts. */
const PLAIN = new Set<string>();

function rememberPlain(action: string): void {
  if (PLAIN.size < 1_000) {
    PLAIN.add(action);
  }
}

/**
 * Checks the template in a text or label of an alert as Prometheus does when it loads the rule: it refuses the whole file
 * otherwise. Blocks that define other templates are refused too.
 *
 * @throws InvalidInputError for what is no Go template or asks for a function or variable that is not there
 */
export function requireTemplate(what: string, text: string): void {
  let end = 0;
  const blocks: Block[] = [];
  let variables = GIVEN;
  const fail = (got: string): InvalidInputError =>
    new InvalidInputError(
      "alert-template",
      `${what} must be a template that Prometheus understands, got ${got}; write it like {{ $labels.job }}, or {{ "{{" }} for the braces themselves`,
    );
  for (;;) {
    const start = text.indexOf("{{", end);
    if (start < 0) {
      break;
    }
    ACTION.lastIndex = start;
    const match = ACTION.exec(text);
    if (match === null) {
      throw fail(
        `braces without their end in ${JSON.stringify(text.slice(start, start + 40))}`,
      );
    }
    end = ACTION.lastIndex;
    const action = match[1] ?? "";
    const atStart = blocks.length === 0 && variables === GIVEN;
    if (atStart && PLAIN.has(action)) {
      continue;
    }
    try {
      const after = new Action(action, blocks, variables).read();
      if (atStart && blocks.length === 0 && after.size === GIVEN.size) {
        rememberPlain(action);
      } else {
        variables = after;
      }
    } catch (error) {
      if (error instanceof Fault) {
        throw fail(`${error.message} in ${JSON.stringify(match[0])}`);
      }
      throw error;
    }
  }
  const [open] = blocks.slice(-1);
  if (open !== undefined) {
    throw fail(`{{ ${open.keyword} }} without {{ end }}`);
  }
}

class Fault extends Error {}

/** Reads what stands in one pair of braces. */
class Action {
  private readonly tokens: Token[] = [];
  private readonly variables: Set<string>;

  constructor(
    private readonly text: string,
    private readonly blocks: Block[],
    private readonly outer: ReadonlySet<string>,
  ) {
    this.variables = new Set(outer);
  }

  /** The variables that are known after it. */
  read(): Set<string> {
    if (COMMENT.test(this.text)) {
      return this.variables;
    }
    this.tokens.push(...tokensOf(this.text));
    this.skipSpace();
    const keyword = this.peek("word");
    if (keyword === "end" || keyword === "else") {
      return this.leave(keyword);
    }
    if (keyword === "if" || keyword === "with" || keyword === "range") {
      this.tokens.shift();
      this.pipeline(keyword === "range");
      this.blocks.push({ keyword, outer: this.outer, hasElse: false });
    } else {
      this.pipeline(false);
    }
    return this.finish();
  }

  private leave(keyword: "end" | "else"): Set<string> {
    this.tokens.shift();
    this.skipSpace();
    const block = this.blocks.pop();
    if (block === undefined || (keyword === "else" && block.hasElse)) {
      throw new Fault(`an ${keyword} of nothing`);
    }
    const { outer } = block;
    this.variables.clear();
    outer.forEach((name) => this.variables.add(name));
    if (keyword === "else") {
      const chained = block.keyword === "if" && this.peek("word") === "if";
      if (chained) {
        this.tokens.shift();
        this.pipeline(false);
      }
      this.blocks.push({ ...block, hasElse: !chained });
    }
    return this.finish();
  }

  private finish(): Set<string> {
    const [rest] = this.tokens;
    if (rest !== undefined) {
      throw new Fault(`unexpected ${rest.text}`);
    }
    return this.variables;
  }

  private pipeline(inRange: boolean): void {
    this.skipSpace();
    this.declaration(inRange);
    for (let stage = 1; ; stage++) {
      const [first] = this.tokens;
      this.command();
      if (stage > 1 && first && /^(?:literal|dot)$/.test(first.kind)) {
        throw new Fault(`${first.text}, which takes no value`);
      }
      if (this.peek("sign") !== "|") {
        return;
      }
      this.tokens.shift();
      this.skipSpace();
    }
  }

  private declaration(inRange: boolean): void {
    const [variable, ...rest] = this.tokens.filter(
      ({ kind }) => kind !== "space",
    );
    if (variable?.kind !== "variable") {
      return;
    }
    const two =
      inRange && rest[0]?.text === "," && rest[1]?.kind === "variable";
    const sign = two ? rest[2] : rest[0];
    if (sign?.text !== ":=" && sign?.text !== "=") {
      return;
    }
    for (const { text } of two ? [variable, rest[1]!] : [variable]) {
      if (sign.text === "=") {
        this.requireVariable(text);
      }
      this.variables.add(text);
    }
    this.tokens.splice(0, this.tokens.indexOf(sign) + 1);
    this.skipSpace();
  }

  private command(): void {
    let operands = 0;
    while (this.tokens.length > 0 && !/^[|)]$/.test(this.peek("sign") ?? "")) {
      this.operand();
      operands += 1;
      if (!this.skipSpace() && this.tokens.length > 0) {
        break;
      }
    }
    if (operands === 0) {
      throw new Fault("no value");
    }
  }

  private operand(): void {
    const token = this.tokens.shift();
    switch (token?.kind) {
      case "word":
        if (!FUNCTIONS.has(token.text)) {
          throw new Fault(`unknown function ${token.text}`);
        }
        break;
      case "variable":
        this.requireVariable(token.text);
        this.skipFields();
        break;
      case "field":
        this.skipFields();
        break;
      case "literal":
      case "dot":
        break;
      case "sign":
        if (token.text === "(") {
          this.pipeline(false);
          if (this.tokens.shift()?.text !== ")") {
            throw new Fault("an open bracket");
          }
          this.skipFields();
          break;
        }
        throw new Fault(`unexpected ${token.text}`);
      case "space":
      case undefined:
        throw new Fault("no value");
    }
  }

  private requireVariable(name: string): void {
    if (!this.variables.has(name)) {
      throw new Fault(`unknown variable ${name}`);
    }
  }

  private peek(kind: Kind): string | undefined {
    const [token] = this.tokens;
    return token?.kind === kind ? token.text : undefined;
  }

  private skipSpace(): boolean {
    const spaced = this.peek("space") !== undefined;
    if (spaced) {
      this.tokens.shift();
    }
    return spaced;
  }

  private skipFields(): void {
    while (this.peek("field") !== undefined) {
      this.tokens.shift();
    }
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let from = 0; from < text.length;) {
    const token = TOKENS.flatMap(([kind, pattern]) => {
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      return match === null ? [] : [{ kind, text: match[0] }];
    })[0];
    if (token === undefined) {
      throw new Fault(`unexpected ${text.charAt(from)}`);
    }
    tokens.push(token);
    from += token.text.length;
  }
  return tokens;
}
