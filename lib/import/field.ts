import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
} from "yaml";
import { suggestion } from "../domain/names";
import { InvalidInputError } from "../domain/problem";
import { shown } from "../domain/shown";
import type { Source } from "./documents";
import { Fault, type ImportFinding } from "./findings";

/** Uses of anchors in one document; each looks through the document. */
const MOST_ALIASES = 100;

/** A document that is being read. */
export class Page {
  private aliases = 0;

  constructor(
    readonly source: Source,
    readonly document: Document.Parsed,
  ) {}

  root(): Field {
    const { contents, range } = this.document;
    return new Field(this, "document", contents, range[0]);
  }

  /** What an alias stands for. */
  resolve(node: Node | null, at: Field): Node | null {
    if (!isAlias(node)) {
      return node;
    }
    this.aliases += 1;
    if (this.aliases > MOST_ALIASES) {
      throw at.fault(
        `must be one of at most ${MOST_ALIASES} uses of anchors in a document, got one more; write out what the anchors stand for`,
      );
    }
    const meant = node.resolve(this.document);
    if (meant === undefined) {
      throw at.fault(
        `must name an anchor that is defined before, got *${node.source}; define it with &${node.source}`,
      );
    }
    return meant;
  }
}

/** Which fields a record may have, and what becomes of them. */
export interface Fields {
  readonly known: readonly string[];
  /** Without a meaning for us: a warning says so. */
  readonly harmless?: readonly string[];
  /** Without a counterpart, and why or what to do instead. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Written by Kubernetes, not by people. */
  readonly silent?: readonly string[];
}

/** Where something was written, which outlives its document. */
export class Place {
  constructor(
    private readonly source: Source,
    private readonly path: string,
    private readonly start: number,
  ) {}

  get line(): number {
    return this.note("").line;
  }

  /** A finding about this place. */
  note(message: string): ImportFinding {
    return this.source.finding(this.start, this.path, message);
  }
}

/** A place in a document, with or without a value. */
export class Field {
  private readonly node: Node | null;
  private members: ReadonlyMap<string, Field> | undefined;

  constructor(
    private readonly page: Page,
    readonly path: string,
    node: Node | null,
    readonly start: number,
  ) {
    this.node = page.resolve(node, this);
  }

  /** Whether nothing, or null, is written here. */
  get isMissing(): boolean {
    return (
      this.node === null || (isScalar(this.node) && this.node.value === null)
    );
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  get isRecord(): boolean {
    return isMap(this.node);
  }

  /** An error at this place. */
  fault(message: string): Fault {
    return new Fault(this.note(message));
  }

  unsupported(message: string): void {
    this.page.source.findings.unsupported(this.note(message));
  }

  warn(message: string): void {
    this.page.source.findings.warnings.push(this.note(message));
  }

  /** A finding about this place. */
  note(message: string): ImportFinding {
    return this.page.source.finding(this.start, this.path, message);
  }

  get place(): Place {
    return new Place(this.page.source, this.path, this.start);
  }

  /** Characters of its text. */
  get length(): number {
    const [from = 0, , to = 0] = this.node?.range ?? [];
    return to - from;
  }

  /**
   * Runs `check` of the domain; what it refuses is wrong at this place.
   *
   * @param told what to show of the message
   */
  checked<T>(
    check: () => T,
    told: (message: string) => string = (message) => message,
  ): T {
    try {
      return check();
    } catch (error) {
      if (error instanceof InvalidInputError) {
        throw this.fault(`cannot be taken over: ${told(error.message)}`);
      }
      throw error;
    }
  }

  /** Runs `read` and keeps a fault for the report at the end. */
  attempt<T>(read: () => T): T | undefined {
    return this.page.source.findings.attempt(read);
  }

  text(): string {
    const value = this.scalar("a text", "write it in quotes");
    if (typeof value !== "string" || value.trim() === "") {
      throw this.wrong("a text", "write it in quotes");
    }
    return value;
  }

  number(): number {
    const value = this.scalar("a number", "write it without quotes");
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw this.wrong("a number", "write it in digits, without quotes");
    }
    return value;
  }

  flag(): boolean {
    const value = this.scalar("true or false", "write it without quotes");
    if (typeof value !== "boolean") {
      throw this.wrong("true or false", "write it without quotes");
    }
    return value;
  }

  choice<Choice extends string>(choices: readonly Choice[]): Choice {
    const value = this.text();
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw this.fault(
        `must be one of ${choices.join(", ")}, got ${shown(value)}; ${suggestion(value, choices, "choose one of them")}`,
      );
    }
    return found;
  }

  /** The entries of a list; none when nothing is written. */
  list(): readonly Field[] {
    if (this.isMissing) {
      return [];
    }
    if (!isSeq(this.node)) {
      throw this.wrong("a list", 'begin each entry with "- "');
    }
    return this.node.items.map((item, index) =>
      this.below(`${this.path}[${index}]`, item as Node | null),
    );
  }

  /** A record whose fields are checked; all are missing when nothing is written. */
  record(fields: Fields): (name: string) => Field {
    const entries = this.entries();
    const { known, harmless = [], unsupported = {}, silent = [] } = fields;
    for (const [name, field] of entries) {
      if (harmless.includes(name)) {
        if (!field.isMissing) {
          field.warn("has no meaning for objectives of ours and is left out");
        }
      } else if (Object.hasOwn(unsupported, name)) {
        field.unsupported(`cannot be taken over; ${unsupported[name]}`);
      } else if (!known.includes(name) && !silent.includes(name)) {
        const names = known.length > 0 ? known.join(", ") : "none";
        const fault = field.fault(
          `must not be there, because the fields here are ${names}; ${suggestion(name, known, "leave it out")}`,
        );
        this.page.source.findings.errors.push(fault.finding);
      }
    }
    return (name) => entries.get(name) ?? this.below(this.child(name), null);
  }

  /** One field, whatever the others are. */
  peek(name: string): Field {
    return isMap(this.node)
      ? (this.entries().get(name) ?? this.below(this.child(name), null))
      : this.below(this.child(name), null);
  }

  /** All fields of a record with their names, without a check of the names. */
  entries(): ReadonlyMap<string, Field> {
    if (this.isMissing || this.members !== undefined) {
      return this.members ?? new Map<string, Field>();
    }
    if (!isMap(this.node)) {
      throw this.wrong("a map", 'write its fields as "name: value"');
    }
    const known = new Map<string, Field>();
    for (const { key, value } of this.node.items as Pair<
      Node | null,
      Node | null
    >[]) {
      const name = isScalar(key) ? key.value : undefined;
      const at = key?.range?.[0] ?? this.start;
      if (typeof name !== "string") {
        throw new Field(this.page, this.path, null, at).fault(
          "must have texts as names, got another kind; write the name in quotes",
        );
      }
      const path = this.child(name);
      if (known.has(name)) {
        throw new Field(this.page, path, null, at).fault(
          "must be written once, got it twice; leave one out",
        );
      }
      known.set(
        name,
        new Field(this.page, path, value, value?.range?.[0] ?? at),
      );
    }
    this.members = known;
    return known;
  }

  /** All that is written here, as values of JavaScript. */
  value(): unknown {
    const { document } = this.page;
    try {
      return this.node?.toJS(document, { maxAliasCount: MOST_ALIASES });
    } catch {
      throw this.fault(
        "must stand without so many anchors, got more than are expanded; write out what they stand for",
      );
    }
  }

  private child(name: string): string {
    return this.path === "document" ? name : `${this.path}.${name}`;
  }

  private below(path: string, node: Node | null): Field {
    return new Field(this.page, path, node, node?.range?.[0] ?? this.start);
  }

  private scalar(noun: string, remedy: string): unknown {
    if (this.isMissing) {
      throw this.fault(`must be given, got nothing; add ${noun}`);
    }
    if (!isScalar(this.node)) {
      throw this.wrong(noun, remedy);
    }
    return this.node.value;
  }

  private wrong(noun: string, remedy: string): Fault {
    const { node } = this;
    const got = isScalar(node)
      ? typeof node.value === "string" && node.value.trim() === ""
        ? "an empty text"
        : shown(node.value)
      : isSeq(node)
        ? "a list"
        : isMap(node)
          ? "a map"
          : "nothing";
    return this.fault(`must be ${noun}, got ${got}; ${remedy}`);
  }
}
