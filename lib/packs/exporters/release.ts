import { catalog } from "./catalog";

/** Conventional metric by which a program tells of its version, for services that have one. */
export const releaseMetrics = catalog({
  gauge: {
    app_build_info: "always 1; the label version is that of the program",
  },
});
