import { Tokenization } from "cdktf";
import { InvalidInputError } from "../domain/problem";

/** A late value of the framework inside a text; capture 1 holds the dollar signs before it. */
const TOKEN = /(\$*)(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})/;

/** Matches code units that stand alone only because the text is cut in the middle of a character. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Nothing that Terraform could change; most files are of this kind, and some are large. */
const PLAIN = /^[\x01-\x7f]*$/;

const HALF_CHARACTER =
  "text must consist of whole characters, got half of a surrogate pair; cut the text between characters";

/**
 * Each of these is a piece of its own to Terraform's scanner, which then takes time by the square of their number: a minute
 * for a file of 20,000.
 */
const PIECE = /[$%\n]/g;

/** More take longer than a tenth of a second, each time that Terraform reads the document. */
const MANY_PIECES = 1000;

/**
 * What a text is in a Terraform document: there it is a template, here it is meant literally. Late values of the
 * framework (tokens) inside it stay what they are. This is the one crossing; whatever a user wrote goes through it.
 *
 * @throws InvalidInputError for text that Terraform would change: with the character NUL, half a character, or not in
 *   Unicode normal form C
 */
export function terraformText(text: string): string {
  const reason = notTransportable(text);
  if (reason !== undefined) {
    throw new InvalidInputError("text-not-transportable", reason);
  }
  const escaped = splitAtTokens(text)
    .map((part, index) => (index % 2 === 0 ? literalText(part) : part))
    .join("");
  // A byte order mark at the very start is taken for an encoding mark and dropped, anywhere else it is text.
  return escaped.startsWith("\ufeff") ? `\${""}${escaped}` : escaped;
}

/** Whether Terraform can carry the text without changing it. */
export function isTransportable(text: string): boolean {
  return notTransportable(text) === undefined;
}

/** Whether the text holds late values of the framework. */
export function holdsTokens(text: string): boolean {
  return TOKEN.test(text);
}

/** Rejects what no way of transport can carry: half characters have no bytes. */
export function requireWholeCharacters(text: string): void {
  if (LONE_SURROGATE.test(text)) {
    throw new InvalidInputError("text-not-transportable", HALF_CHARACTER);
  }
}

function notTransportable(text: string): string | undefined {
  if (PLAIN.test(text)) {
    return undefined;
  }
  if (text.includes("\0")) {
    return "text must not hold the character NUL, got one; remove it";
  }
  if (LONE_SURROGATE.test(text)) {
    return HALF_CHARACTER;
  }
  // https://pkg.go.dev/github.com/zclconf/go-cty/cty#NormalizeString
  if (text.normalize("NFC") !== text) {
    return 'text must be in Unicode normal form C, which is what Terraform turns it into, got another form; use text.normalize("NFC")';
  }
  return undefined;
}

/** Literal parts at even, tokens at odd positions. */
function splitAtTokens(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  for (let match = TOKEN.exec(rest); match; match = TOKEN.exec(rest)) {
    const [whole, dollars = "", token = ""] = match;
    requireKnown(token);
    // "$" directly before "${" would escape it.
    parts.push(rest.slice(0, match.index), quoted(dollars) + token);
    rest = rest.slice(match.index + whole.length);
  }
  return [...parts, rest];
}

function requireKnown(token: string): void {
  try {
    Tokenization.reverseString(token);
  } catch {
    throw new InvalidInputError(
      "text-not-transportable",
      `text must not look like a late value of the framework, got ${JSON.stringify(token)}; change the characters before "TfToken"`,
    );
  }
}

/** Terraform makes text of what is encoded, so that plans and states show it as it is. */
function literalText(text: string): string {
  return (text.match(PIECE)?.length ?? 0) > MANY_PIECES
    ? `\${base64decode("${Buffer.from(text).toString("base64")}")}`
    : escapeLiteral(text);
}

/**
 * A doubled sign escapes. Two things become quoted texts of their own, because Terraform's scanner reads them differently
 * in different places: longer runs of signs, and a carriage return without a line feed, after which it finds no
 * interpolation any more.
 */
function escapeLiteral(text: string): string {
  return text.replace(
    /([$%]*)\r(?!\n)|([$%]+)\{/g,
    (_match, beforeReturn: string | undefined, signs: string = "") => {
      if (beforeReturn !== undefined) {
        return quoted(`${beforeReturn}\\r`);
      }
      return signs.length === 1 ? `${signs}${signs}{` : `${quoted(signs)}{`;
    },
  );
}

function quoted(signs: string): string {
  return signs === "" ? "" : `\${"${signs}"}`;
}
