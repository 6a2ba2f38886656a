import { problem, warning } from "../../lib/domain/problem";
import { linesOf } from "../../lib/platforms/validation";

it("tells each problem once, by the path of the construct, and their number", () => {
  const { errors, warnings } = linesOf([
    problem("metric-unknown", "stack/Pack10", "b must be, got c; d"),
    warning("alert-fragile", "stack/Pack1", "w must be, got x; y"),
    problem("metric-unknown", "stack/Pack9", "a must be, got c; d"),
    problem("job-unknown", "stack/Pack10", "a must be, got c; d"),
    problem("metric-unknown", "stack/Pack10", "b must be, got c; d"),
  ]);
  expect(errors).toEqual([
    "stack/Pack9: a must be, got c; d (metric-unknown)",
    "stack/Pack10: b must be, got c; d (metric-unknown)",
    "stack/Pack10: a must be, got c; d (job-unknown)",
    "3 problems in 2 constructs",
  ]);
  expect(warnings).toEqual([
    "stack/Pack1: w must be, got x; y (alert-fragile)",
  ]);
});

it("has no number for one problem", () => {
  const one = problem("code", "path", "a must be, got b; c");
  expect(linesOf([one]).errors).toEqual(["path: a must be, got b; c (code)"]);
});

it("cuts a long value, not the rule and the remedy", () => {
  const long = `sum(x{a=\\"${"y".repeat(5000)}\\"})`;
  const [line = ""] = linesOf([
    problem("code", "path", `query must be short, got "${long}"; cut "it"`),
  ]).errors;
  expect(line).toMatch(
    /^path: query must be short, got "sum\(x.*\.\.\." \(\d+ characters\); cut "it" \(code\)$/,
  );
  expect(line.length).toBeLessThan(250);
});
