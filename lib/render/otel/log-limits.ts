import { LOG_FIELDS } from "../../domain/logs/fields";
import type { ConfigSection } from "../merge";
import { VOLUME_FIELDS } from "./log-volume";
import { literal } from "./operators";

/** Most bytes of a line; Loki would cut it there too. */
const MOST_LINE_BYTES = 256 * 1024;

/** Most bytes of one field; the line still has all of it. */
export const MOST_FIELD_BYTES = 8192;

/** Most fields of a record; Loki takes 128, and adds a few of its own. */
export const MOST_FIELDS = 100;

/** Without what tells for how many lines it stands, a line would count as one. */
const KEPT_FIELDS = [...Object.keys(LOG_FIELDS), ...VOLUME_FIELDS];

/**
 * Keeps a record within what Loki takes, which refuses the whole record otherwise: long lines and fields are cut, and of many
 * fields the standard ones stay. A record that is greater than a batch may be is thrown away with all that waits beside it.
 */
export const logLimits: Readonly<Record<string, ConfigSection>> = {
  "transform/log_limits": {
    error_mode: "ignore",
    log_statements: [
      // What a sender says of itself must not count.
      `delete_key(log.attributes, "truncated")`,
      `set(log.attributes["truncated"], "true") where IsString(log.body) and Len(log.body) > ${MOST_LINE_BYTES}`,
      // Only what is in a map is cut between two letters, and not in one.
      `set(log.cache["line"], log.body) where IsString(log.body) and Len(log.body) > ${MOST_LINE_BYTES}`,
      `truncate_all(log.cache, ${MOST_LINE_BYTES})`,
      `set(log.body, log.cache["line"]) where log.cache["line"] != nil`,
      `truncate_all(log.attributes, ${MOST_FIELD_BYTES})`,
      `limit(log.attributes, ${MOST_FIELDS}, [${KEPT_FIELDS.map(literal).join(", ")}]) where Len(log.attributes) > ${MOST_FIELDS}`,
    ],
  },
};
