import {
  variablesOf,
  withoutVariables,
} from "../../../lib/domain/dashboard/variables";

it("finds both forms of variables, each once, and not those of Grafana", () => {
  expect(
    variablesOf('a{b=~"$job",c="${host:regex}"}[$__rate_interval] + $job'),
  ).toEqual(["job", "host"]);
});

it("gives a query that Prometheus can parse", () => {
  expect(
    withoutVariables(
      'rate(a{job=~"$job",host="${host}"}[$__rate_interval]) / ${__range_s}',
      { host: "web-1" },
    ),
  ).toBe('rate(a{job=~".+",host="web-1"}[1m]) / 21600');
});

it("leaves the ends of regular expressions alone", () => {
  expect(withoutVariables('a{b=~"x$"}')).toBe('a{b=~"x$"}');
});
