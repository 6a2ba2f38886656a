import { LOG_FIELDS } from "../../domain/logs/fields";
import type { ConfigSection } from "../merge";
import { VOLUME_FIELDS } from "./log-volume";
import { literal } from "./operators";

/** Most bytes of one field; the line still has all of it. */
export const MOST_FIELD_BYTES = 8192;

/** Most fields of a record; Loki takes 128, and adds a few of its own. */
export const MOST_FIELDS = 100;

/** Without what tells for how many lines it stands, a line would count as one. */
const KEPT_FIELDS = [...Object.keys(LOG_FIELDS), ...VOLUME_FIELDS];

/**
 * Keeps a record within what Loki takes, which refuses the whole record otherwise: long fields are cut, and of many the
 * standard ones stay.
 */
export const logLimits: Readonly<Record<string, ConfigSection>> = {
  "transform/log_limits": {
    error_mode: "ignore",
    log_statements: [
      `truncate_all(log.attributes, ${MOST_FIELD_BYTES})`,
      `limit(log.attributes, ${MOST_FIELDS}, [${KEPT_FIELDS.map(literal).join(", ")}]) where Len(log.attributes) > ${MOST_FIELDS}`,
    ],
  },
};
