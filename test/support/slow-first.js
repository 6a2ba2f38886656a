const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Files that take long, the longest first. Without times of an earlier run jest begins with the greatest files, and a
 * short one that takes a minute would keep one worker busy when the others have nothing left to do.
 */
const SLOW = [
  "test/render/otel/config",
  "test/rules/false-alarms",
  "test/examples",
  "test/packs/exporters/agreement",
  "test/render/promtool-tests",
  "test/package",
  "test/rules/slo-import",
  "test/rules/security",
  "test/domain/anomaly/seasonal",
  "test/domain/slo/simulation/agreement",
  "test/rules/platform",
  "test/render/otel/sources",
  "test/rules/http-service",
  "test/rules/slo-policies",
  "test/rules/slo-exactness",
  "test/rules/blackbox-live",
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
