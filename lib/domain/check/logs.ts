import { nearestName } from "../names";
import { problem, type Problem } from "../problem";
import { LOG_INDEX_LABELS } from "../logs/source";
import type { Survey } from "./survey";

const KNOWN: ReadonlySet<string> = new Set(LOG_INDEX_LABELS);

/** Log queries by labels that no stream has, and queries of the wrong kind. */
export function logProblems(survey: Survey): readonly Problem[] {
  return survey.logql.flatMap(({ path, what, parsed, rule, panel }) => {
    const labels = new Set(
      parsed.selectors.flatMap(({ matchers }) =>
        matchers.map(({ label }) => label),
      ),
    );
    const lines = parsed.type === "logs";
    const wrong =
      rule !== undefined
        ? lines
        : panel !== undefined && lines !== (panel.kind === "logs");
    return [
      ...[...labels]
        .filter((label) => !KNOWN.has(label))
        .map((label) => unknownLabel(path, what, label)),
      ...(wrong
        ? [
            problem(
              "log-query-type",
              path,
              lines
                ? `${what} must ask for numbers, got a query for log lines; count them, such as with sum(rate({...}[5m]))`
                : `${what} must ask for log lines, got a query for numbers; leave the functions out, or change the kind of the panel`,
            ),
          ]
        : []),
    ];
  });
}

function unknownLabel(path: string, what: string, label: string): Problem {
  const nearest = nearestName(label, KNOWN);
  return problem(
    "log-label-unknown",
    path,
    `${what} must select streams by ${LOG_INDEX_LABELS.join(", ")}, got label "${label}"; ${nearest ? `did you mean "${nearest}"? If not, ` : ""}filter by it after the braces: | ${label}="..."`,
  );
}
