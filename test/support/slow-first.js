const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Files that take long, the longest first. Without times of an earlier run jest begins with the greatest files, and a
 * short one that takes a minute would keep one worker busy when the others have nothing left to do.
 */
const SLOW = [
  "test/examples",
  "test/render/otel/config",
  "test/render/otel/sources",
  "test/rules/security",
  "test/domain/anomaly/seasonal",
  "test/rules/platform",
  "test/constructs/bad-input/program",
  "test/instrumentation/kit",
  "test/packs/exporters/agreement",
  "test/rules/release",
  "test/rules/http-service",
  "test/rules/runtime",
  "test/rules/slo-import",
  "test/rules/slo-policies",
  "test/render/loki-config",
  "test/render/loki-remote-write",
  "test/render/jaeger-search-storage",
  "test/rules/host",
  "test/rules/capacity",
  "test/rules/blackbox-live",
  "test/domain/slo/simulation/agreement",
  "test/render/promtool-tests",
  // Of deployments. Two of them wait for each other, since they publish the same ports.
  "test/e2e/quickstart",
  "test/e2e/remote-host",
  "test/e2e/docker-platform",
  "test/e2e/high-availability",
  "test/e2e/exporters",
  "test/e2e/security-events",
  "test/e2e/awkward-text",
  "test/e2e/log-kills",
  "test/e2e/log-refusals",
  "test/e2e/log-delivery",
  "test/e2e/shop",
  "test/e2e/kit-exemplars",
  "test/e2e/log-files",
  "test/e2e/gateway",
  "test/e2e/masking",
  "test/e2e/random-objectives",
  "test/e2e/false-alarms",
  "test/e2e/kit-outage",
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = SLOW.findIndex((name) => path.endsWith(`/${name}.test.ts`));
      return index === -1 ? SLOW.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
