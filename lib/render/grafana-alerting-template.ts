/** Id of the stage of an alert rule that asks the data source; later stages and texts refer to it. */
export const QUERY_STAGE = "A";

/** What stands between two pairs of braces; texts and comments in it may hold braces. */
const ACTION =
  /\{\{(?:\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|(?!\}\})[^"'`])*\}\}/g;

/** Texts and comments in an action, where names mean nothing. */
const QUIET = /\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'/;

const LABEL = /\$labels\.([a-zA-Z_]\w*)/;

const VALUE = /\$value\b/;

const TRANSLATED = new RegExp(
  `(${QUIET.source})|${LABEL.source}|${VALUE.source}`,
  "g",
);

/**
 * What Grafana does not know, or knows under the same name as something else: it looks nothing up for `query`, has no
 * external labels, and its `.Value` is a sentence.
 */
const MISSING =
  /\$externalLabels\b|\$values\b|\.(?:Value|ExternalLabels|ExternalURL)\b|\bquery\b|\bexternalLabels\b/;

/**
 * A text of an alert for Grafana, which has the functions of Prometheus and other variables. A label that is missing is
 * empty in Prometheus and `[no value]` in Grafana, unless it is looked up by `index`.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/alerting-rules/templates/reference/
 */
export function grafanaTemplate(text: string): string {
  return text.replace(ACTION, (action) =>
    action.replace(
      TRANSLATED,
      (
        whole: string,
        quiet: string | undefined,
        label: string | undefined,
      ): string => {
        if (quiet !== undefined) {
          return whole;
        }
        return label === undefined
          ? `$values.${QUERY_STAGE}.Value`
          : `(index $labels "${label}")`;
      },
    ),
  );
}

/** The first thing in a text of an alert that Grafana cannot fill in. */
export function missingInGrafana(text: string): string | undefined {
  for (const [action] of text.matchAll(ACTION)) {
    const loud = action.replace(new RegExp(QUIET, "g"), '""');
    const [found] = MISSING.exec(loud) ?? [];
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
