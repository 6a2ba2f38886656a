import { renderDataLink, renderLink } from "../../lib/render/grafana-link";

const LOGS = {
  title: "Log lines",
  target: {
    dashboardUid: "logs",
    variables: { service: "{{service}}", level: "error" },
  },
};

it("gives the choices of another dashboard in its address", () => {
  expect(
    renderLink({
      title: "Log lines",
      target: {
        dashboardUid: "logs",
        variables: { service: "$service", search: "$text" },
      },
    }),
  ).toMatchObject({
    url: "/d/logs?${service:queryparam}&var-search=${text}",
    keepTime: true,
  });
});

it("takes labels of a row in tables, and of the series elsewhere", () => {
  expect(renderDataLink("table", LOGS).url).toBe(
    "/d/logs?var-service=${__data.fields.service}&var-level=error&${__url_time_range}",
  );
  expect(renderDataLink("timeseries", LOGS).url).toBe(
    "/d/logs?var-service=${__field.labels.service}&var-level=error&${__url_time_range}",
  );
});

it("opens other sites in a page of their own", () => {
  const to = (url: string) =>
    renderDataLink("table", { title: "Page", target: { url } });
  expect(to("https://wiki.example/{{service}}")).toEqual({
    title: "Page",
    url: "https://wiki.example/${__data.fields.service}",
    targetBlank: true,
  });
  expect(to("/d/service-{{service}}").targetBlank).toBe(false);
});
