import type { LogFieldName } from "../../../domain/logs/fields";
import type { Operator } from "../operators";

/** How the lines of one format are taken apart. */
export interface LineParser {
  /** Value of `parse_error` in lines that are not of this format; nothing where every line is. */
  readonly marks?: string;
  /** Steps that put what stands in a line below `PARSED`. */
  readonly read: readonly Operator[];
  /** Expressions with names of their own, which those behind them and all below may use. */
  readonly values?: Readonly<Record<string, string>>;
  /** Expression of the spelling of its level, or nil. */
  readonly level: string;
  /** Spellings of levels that only this format has. */
  readonly spellings?: Readonly<Record<string, string>>;
  /** Expressions of fields; nil, "" and "-" mean that there is none. */
  readonly fields: Readonly<Partial<Record<LogFieldName, string>>>;
  /** Expressions of fields that are numbers; nil means that there is none. */
  readonly numbers?: Readonly<Partial<Record<LogFieldName, string>>>;
  /** Steps that change fields where these need it. Default: none. */
  readonly adjust?: readonly Operator[];
  /** Whether a field may be what the line holds in a code of its own, other than by escape sequences. Default: false. */
  readonly decodes?: boolean;
  /** Fields of the user's own, by name. */
  readonly ownFields?: Readonly<Record<string, string>>;
  /** Expressions of trace and span. */
  readonly trace?: { readonly traceId: string; readonly spanId: string };
  /** Expression of the name of the log, which the source does not declare. */
  readonly log?: string;
  /** Expression of the time as it is written, for the steps that read it; default: they find it themselves. */
  readonly stamp?: string;
  /** Steps that read the time. */
  readonly time: readonly Operator[];
  /** Whether a line without a time that can be read is marked. Default: false. */
  readonly needsTime?: boolean;
  /** Expression of RE2 for the first line of a message; nothing where stack traces are looked for. */
  readonly firstLine?: string;
}
