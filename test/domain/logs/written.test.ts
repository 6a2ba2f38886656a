import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import type { LogProcessing } from "../../../lib/domain/logs/processing";
import { countingWritten } from "../../../lib/domain/logs/written";
import { parseLogql } from "../../../lib/domain/promql/logql";

const HALF = { name: "half", keep: 0.5 };
const ALL: LogProcessing = { sampling: [HALF] };
const READ = "| label_format lines_written=`{{ default 1 .sampling_weight }}`";
const SUM = "| unwrap lines_written";

describe("numbers of lines in a query", () => {
  it.each([
    ['rate({service="a"}[5m])', `rate({service="a"} ${READ} ${SUM} [5m])`],
    [
      'sum by (level) (count_over_time({service="a"} [$__auto]))',
      `sum by (level) (sum_over_time({service="a"} ${READ} ${SUM} [$__auto]))`,
    ],
    [
      'topk($__range_s, count_over_time({service=~"$service"} |= "a" != "b" | json | c="d" [${__range}]))',
      `topk($__range_s, sum_over_time({service=~"$service"} |= "a" != "b" ${READ} | json | c="d" ${SUM} [\${__range}]))`,
    ],
    [
      'count_over_time ( {service="a"} |= "a" |~ "b" or "c" | json [5m] offset 1h ) > 5',
      `sum_over_time({service="a"} [5m] offset 1h |= "a" |~ "b" or "c" ${READ} | json ${SUM}) > 5`,
    ],
    [
      'rate(({service="a"} | logfmt)[5m])',
      `rate({service="a"} ${READ} | logfmt ${SUM} [5m])`,
    ],
    ['rate((({service="a"}[5m])))', `rate({service="a"} ${READ} ${SUM} [5m])`],
    [
      'rate({service="a"}[5m] offset 1m | json | keep c)',
      `rate({service="a"} [5m] offset 1m ${READ} | json | keep c, lines_written ${SUM})`,
    ],
    [
      'rate({service="a"} | keep c, d="e" | json |= "f" [5m])',
      `rate({service="a"} ${READ} | keep c, d="e", lines_written | json |= "f" ${SUM} [5m])`,
    ],
    [
      'sum(rate({service="a"} |~ `x[5m]` [5m])) / sum(rate({service="a",level="error"}[5m])) or rate({service="b"}[1m]) # rate({service="a"}[5m])',
      `sum(rate({service="a"} |~ \`x[5m]\` ${READ} ${SUM} [5m])) / sum(rate({service="a",level="error"}[5m])) or rate({service="b"} ${READ} ${SUM} [1m]) # rate({service="a"}[5m])`,
    ],
  ])("%s become those that were written", (query, written) => {
    expect(countingWritten(query, ALL)).toBe(written);
    expect(countingWritten(written, ALL)).toBe(written);
    expect(parseLogql(withoutVariables(written)).type).toBe("vector");
  });

  it("stand for what is declared to be left out or joined, and for nothing else", () => {
    const query = 'rate({service="a"}[5m])';
    expect(countingWritten(query, { deduplication: {} })).toContain(
      "{{ default 1 .repeated }}",
    );
    expect(countingWritten(query, { ...ALL, deduplication: {} })).toContain(
      "{{ mulf (default 1 .sampling_weight) (default 1 .repeated) }}",
    );
  });

  const errors = "(?i)err(or)?|fatal|crit(ical)?|panic|alert|emerg(ency)?";
  it.each([
    ["where all lines are kept", 'rate({service="a"}[5m])', {}],
    [
      "where a rule keeps all or nothing",
      'rate({service="a"}[5m])',
      {
        sampling: [
          { ...HALF, keep: 1 },
          { ...HALF, keep: 0 },
        ],
      },
    ],
    [
      "of other services",
      'rate({service="a"}[5m])',
      { sampling: [{ ...HALF, services: ["b"] }] },
    ],
    [
      "of other levels",
      'rate({service="a",level!="debug"}[5m])',
      { sampling: [{ ...HALF, levels: ["debug"] }] },
    ],
    [
      "of errors",
      `rate({service="a",level=~"$level",level=~"${errors}"}[5m])`,
      ALL,
    ],
    ["of evidence", 'rate({log=~"auth|audit"}[5m])', ALL],
    [
      "of errors, joined or not",
      'rate({level=~"error|fatal"}[5m])',
      { deduplication: {} },
    ],
    ["as bytes", 'sum(bytes_over_time({service="a"}[5m]))', ALL],
    ["as lines", '{service="a"} | json', ALL],
    ["that are read", 'rate({service="a"} | unwrap b [5m])', ALL],
    [
      "that are weighed already",
      'count_over_time({service="a"} | sampling_weight="" [5m])',
      ALL,
    ],
    ["that cannot be read", 'rate({service="a"', ALL],
  ] as const)("%s stay as they are", (_, query, logs: LogProcessing) => {
    expect(countingWritten(query, logs)).toBe(query);
  });

  it.each([
    ["a level in capitals", 'rate({level=~"(?i)INFO"}[5m])', ALL],
    ["a level that is chosen", 'rate({level=~"$level"}[5m])', ALL],
    ["a level of a class", 'rate({level!~"[[:upper:]]+"}[5m])', ALL],
    ["unknown levels", 'rate({level="unknown"}[5m])', { deduplication: {} }],
    [
      "one of several services",
      'rate({service=~"a|b"}[5m])',
      { sampling: [{ ...HALF, services: ["b"] }] },
    ],
    ["evidence and more", 'rate({log=~"audit|access"}[5m])', ALL],
  ] as const)("of %s are weighed", (_, query, logs: LogProcessing) => {
    expect(countingWritten(query, logs)).toContain(SUM);
  });
});
