// Programs in Go that a test starts collect garbage less often: they have memory, and Terraform takes half the time.
process.env.GOGC ??= "400";

// Transpile only: types are checked by `npm run typecheck`.
const source = {
  rootDir: __dirname,
  testEnvironment: "node",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
      },
    ],
  },
  moduleNameMapper: {
    "^cdktf-observability$": "<rootDir>/index.ts",
    "^cdktf-observability/docker$": "<rootDir>/lib/platforms/docker/index.ts",
    "^cdktf-observability/grafana$": "<rootDir>/lib/platforms/grafana/index.ts",
    "^cdktf-observability/pagerduty$":
      "<rootDir>/lib/platforms/pagerduty/index.ts",
    "^cdktf-observability/testing$": "<rootDir>/lib/testing/index.ts",
    // A third of the time of all tests that synthesize, for stack traces that no test reads.
    "^\\.{1,2}/(?:\\w+/)*stack-trace$":
      "<rootDir>/test/support/no-stack-trace.ts",
    "^archiver$": "<rootDir>/test/support/no-archiver.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist", "cdktf.out"],
};

module.exports = {
  testSequencer: "<rootDir>/test/support/slow-first.js",
  projects: [
    {
      ...source,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/test/e2e/"],
      globalSetup: "<rootDir>/test/support/one-thread.ts",
    },
    {
      ...source,
      displayName: "e2e",
      testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
      globalSetup: "<rootDir>/test/e2e/support/remove-leftovers.ts",
      globalTeardown: "<rootDir>/test/e2e/support/remove-stand-ins.ts",
    },
  ],
};
