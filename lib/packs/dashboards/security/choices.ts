import type { DashboardVariable } from "../../../domain/dashboard/model";
import { quoteLabelValue } from "../../../domain/promql/literal";
import { jobMatcher } from "../../alerts/security/metrics";
import type { SecuritySettings } from "../../alerts/security/options";
import { choiceOf, choiceOfStreams, chosenOrNone } from "../choice";

/** What can be chosen, by the labels of the sources that exist. */
export function securityVariables({
  auth,
  audit,
  access,
  application,
  requests,
  files,
}: SecuritySettings): readonly DashboardVariable[] {
  return [
    ...(requests
      ? [
          choiceOf(
            "job",
            "Job",
            `${requests.requests}{${jobMatcher(requests.jobs)}}`,
          ),
        ]
      : []),
    ...(files
      ? [
          choiceOf(
            "instance",
            "Instance",
            `${files.checksum}{job=${quoteLabelValue(files.job)}}`,
          ),
        ]
      : []),
    ...((application ?? access) ? [choiceOfStreams("service", "Service")] : []),
    ...((auth ?? audit) ? [choiceOfStreams("host", "Host")] : []),
  ];
}

/** The settings of the pack, so that they select what is chosen only. */
export function chosenOf(settings: SecuritySettings): SecuritySettings {
  const { auth, audit, access, application } = settings;
  return {
    ...settings,
    ...(auth && { auth: narrowed(auth, "host") }),
    ...(audit && { audit: narrowed(audit, "host") }),
    ...(access && { access: narrowed(access, "service") }),
    ...(application && { application: narrowed(application, "service") }),
  };
}

/** Streams without the label are shown whichever is chosen. */
function narrowed<Log extends { readonly selector: string }>(
  log: Log,
  variable: "host" | "service",
): Log {
  const inside = log.selector.trim().slice(1, -1).replace(/,\s*$/, "");
  return { ...log, selector: `{${inside}, ${chosenOrNone(variable)}}` };
}
