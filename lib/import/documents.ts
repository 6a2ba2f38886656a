import {
  Composer,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
} from "yaml";
import { Fault, type Findings, type ImportFinding } from "./findings";

/** Characters of a file. 100,000 objectives of Sloth have about 40 million. */
const LONGEST_TEXT = 64 * 2 ** 20;
/** Characters of one document, which is held in memory as a whole: about 10,000 objectives and 250 MB. */
const LONGEST_DOCUMENT = 4 * 2 ** 20;
/** Levels of lists and maps; OpenSLO has 12. The reader below needs memory by the square of it. */
const DEEPEST = 64;

/** The text of a file, and where its lines begin. */
export class Source {
  readonly lines = new LineCounter();

  /**
   * @param name of the file, for messages
   * @param text what it holds
   */
  constructor(
    readonly name: string,
    readonly text: string,
    readonly findings: Findings,
  ) {}

  /** A finding about a place in the text. */
  finding(offset: number, path: string, message: string): ImportFinding {
    const { line, col } = this.lines.linePos(offset);
    const [row, column] = line === 0 ? [1, offset + 1] : [line, col];
    return {
      file: this.name,
      line: row,
      column,
      path,
      message: `${this.name}:${row}:${column}: ${path} ${message}`,
    };
  }

  fail(offset: number, message: string): Fault {
    return new Fault(this.finding(offset, "the file", message));
  }
}

/**
 * The YAML documents of a text, one by one, so that a long file needs the memory of one of them.
 *
 * @throws Fault for what is no YAML, or more than we are willing to read
 */
export function* documentsOf(
  source: Source,
): Generator<Document.Parsed, void, undefined> {
  requireText(source);
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    // Looks through the whole map for each key; the reader of fields has an index.
    uniqueKeys: false,
  });
  for (const token of tokensOf(source)) {
    yield* checked(composer.next(token), source);
  }
  yield* checked(composer.end(), source);
}

function* checked(
  documents: Iterable<Document.Parsed>,
  source: Source,
): Generator<Document.Parsed, void, undefined> {
  for (const document of documents) {
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined) {
      const reason = error.message.split("\n")[0]?.replace(/[.:]$/, "");
      throw source.fail(
        error.pos[0],
        `must be YAML 1.2, got a fault (${reason}); correct it at this place`,
      );
    }
    yield document;
  }
}

function* tokensOf(source: Source): Generator<CST.Token, void, undefined> {
  const parser = new Parser(source.lines.addNewLine);
  source.lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
    }
    if (parser.stack.length > 2 * DEEPEST) {
      throw source.fail(
        parser.offset,
        `must have at most ${DEEPEST} levels of lists and maps, got more; write it flatter`,
      );
    }
  }
  yield* parser.end();
}

function requireText(source: Source): void {
  const { text } = source;
  if (text.length > LONGEST_TEXT) {
    throw source.fail(
      0,
      `must have at most ${LONGEST_TEXT} characters, got ${text.length}; split it into several files`,
    );
  }
  // A character that YAML does not allow means another kind of file.

  const odd = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/.exec(text);
  if (odd !== null) {
    countLines(source, odd.index);
    throw source.fail(
      odd.index,
      `must be text, got character U+${odd[0].charCodeAt(0).toString(16).padStart(4, "0")}; give a YAML file in UTF-8`,
    );
  }
  let start = 0;
  for (const mark of [
    ...text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm),
    { index: text.length },
  ]) {
    if (mark.index - start > LONGEST_DOCUMENT) {
      throw source.fail(
        0,
        `must have at most ${LONGEST_DOCUMENT} characters in each document, got ${mark.index - start}; split the document by lines of "---"`,
      );
    }
    start = mark.index;
  }
}

function countLines({ lines, text }: Source, until: number): void {
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0 && at < until;) {
    lines.addNewLine(at + 1);
    at = text.indexOf("\n", at + 1);
  }
}
