import type { ComponentName } from "../../lib/domain/telemetry/component";
import type { DeploymentPlan } from "../../lib/domain/telemetry/plan";
import type { Bytes } from "../../lib/domain/units";
import { element, picture, rect, text } from "./svg";
import { STYLE, type Color } from "./theme";

const WIDTH = 1280;
const HEIGHT = 622;

/** A card: a component, or something outside the platform. */
interface Card {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Texts and their heights on the picture, if not right below the title. */
  readonly lines: readonly (string | readonly [string, number])[];
}

type Outside = "services" | "machine" | "receivers" | "people";

const SIZE = { width: 214, height: 78 };

/** Columns: what collects, what stores, what tells. */
const COLUMN = [292, 600, 896] as const;

/** Where each component stands and what it does. */
const PLACES: Readonly<
  Record<ComponentName, Omit<Card, "lines"> & { readonly role: string }>
> = {
  "otel-collector": {
    ...SIZE,
    x: COLUMN[0],
    y: 80,
    height: 116,
    title: "OpenTelemetry Collector",
    role: "reads logs, takes spans",
  },
  "blackbox-exporter": {
    ...SIZE,
    x: COLUMN[0],
    y: 250,
    title: "blackbox-exporter",
    role: "asks addresses from outside",
  },
  cadvisor: {
    ...SIZE,
    x: COLUMN[0],
    y: 350,
    title: "cAdvisor",
    role: "containers and network",
  },
  "node-exporter": {
    ...SIZE,
    x: COLUMN[0],
    y: 450,
    title: "node-exporter",
    role: "processors, memory, disks",
  },
  loki: { ...SIZE, x: COLUMN[1], y: 80, title: "Loki", role: "logs" },
  jaeger: { ...SIZE, x: COLUMN[1], y: 184, title: "Jaeger", role: "traces" },
  prometheus: {
    ...SIZE,
    x: COLUMN[1],
    y: 334,
    height: 132,
    title: "Prometheus",
    role: "metrics, rules, objectives",
  },
  grafana: {
    ...SIZE,
    x: COLUMN[2],
    y: 100,
    height: 116,
    title: "Grafana",
    role: "dashboards, logs, traces",
  },
  alertmanager: {
    ...SIZE,
    x: COLUMN[2],
    y: 361,
    title: "Alertmanager",
    role: "routes, groups, inhibits",
  },
};

const OUTSIDE: Readonly<Record<Outside, Card>> = {
  services: {
    x: 28,
    y: 80,
    width: 178,
    height: 248,
    title: "Your services",
    lines: [
      ["standard output, log files", 126],
      ["OTLP spans", 168],
      ["/metrics", 226],
      ["answers", 289],
    ],
  },
  machine: {
    x: 28,
    y: 350,
    width: 178,
    height: 178,
    title: "Your machine",
    lines: [
      ["containers", 396],
      ["kernel", 489],
    ],
  },
  receivers: {
    x: 1166,
    y: 350,
    width: 96,
    height: 100,
    title: "Receivers",
    lines: ["PagerDuty", "Slack, Teams", "mail, webhook"],
  },
  people: {
    x: 1166,
    y: 122,
    width: 96,
    height: 72,
    title: "People",
    lines: ["browser"],
  },
};

type End = ComponentName | Outside;

/** What flows from the right side of one card to the left side of another, and the heights at which it does. */
interface Flow {
  readonly from: End;
  readonly to: End;
  readonly color: Color;
  readonly at: readonly [number, number];
}

const FLOWS: readonly Flow[] = [
  { from: "services", to: "otel-collector", color: "green", at: [122, 122] },
  { from: "services", to: "otel-collector", color: "purple", at: [164, 164] },
  {
    from: "services",
    to: "blackbox-exporter",
    color: "orange",
    at: [285, 285],
  },
  { from: "machine", to: "cadvisor", color: "orange", at: [392, 392] },
  { from: "machine", to: "node-exporter", color: "orange", at: [485, 485] },
  { from: "otel-collector", to: "loki", color: "green", at: [119, 119] },
  { from: "otel-collector", to: "jaeger", color: "purple", at: [144, 223] },
  { from: "otel-collector", to: "prometheus", color: "orange", at: [170, 352] },
  {
    from: "blackbox-exporter",
    to: "prometheus",
    color: "orange",
    at: [289, 396],
  },
  { from: "cadvisor", to: "prometheus", color: "orange", at: [389, 418] },
  { from: "node-exporter", to: "prometheus", color: "orange", at: [489, 440] },
  { from: "loki", to: "grafana", color: "blue", at: [106, 132] },
  { from: "jaeger", to: "grafana", color: "blue", at: [223, 160] },
  { from: "prometheus", to: "grafana", color: "blue", at: [358, 188] },
  { from: "loki", to: "alertmanager", color: "red", at: [132, 380] },
  { from: "prometheus", to: "alertmanager", color: "red", at: [404, 404] },
  { from: "grafana", to: "people", color: "blue", at: [158, 158] },
  { from: "alertmanager", to: "receivers", color: "red", at: [400, 400] },
];

const LEGEND: readonly (readonly [Color, string])[] = [
  ["orange", "metrics (Prometheus asks)"],
  ["green", "logs"],
  ["purple", "traces"],
  ["red", "alerts"],
  ["blue", "what people look at"],
];

/** The components of the plan, what flows between them, and what of them is seen from outside. */
export function drawPlatform(plan: DeploymentPlan): string {
  const names = Object.keys(PLACES) as ComponentName[];
  const cards = new Map<End, Card>(
    Object.entries(OUTSIDE) as [Outside, Card][],
  );
  for (const name of names) {
    const card = componentCard(plan, name);
    if (card !== undefined) {
      cards.set(name, card);
    }
  }
  return picture(
    WIDTH,
    HEIGHT,
    "The monitoring platform: components and what flows between them",
    `${STYLE}\n${EXTRA_STYLE}`,
    [
      arrowHeads(),
      rect(0, 0, WIDTH, HEIGHT, "page", 10),
      rect(262, 22, 870, 536, "network", 14),
      text(280, 50, "h3", "Internal network, without a way out"),
      text(
        1114,
        50,
        "small end",
        "each container: read-only, no capabilities, no new privileges, limits, not root*",
      ),
      ...FLOWS.map((flow) => drawFlow(flow, cards)),
      servicesScrape(),
      ...[...cards.values()].map(drawCard),
      ...names.flatMap((name) => chips(plan, name)),
      ...legend(plan),
    ],
  );
}

const EXTRA_STYLE = [
  ".network{fill:none;stroke:var(--soft);stroke-dasharray:5 5;stroke-opacity:.7}",
  ".chip{fill:var(--page);stroke:var(--border)}",
  ".mono{font-size:10.5px;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:var(--text)}",
].join("\n");

function componentCard(
  plan: DeploymentPlan,
  name: ComponentName,
): Card | undefined {
  const choice = plan[name];
  const { role, ...place } = PLACES[name];
  switch (choice.kind) {
    case "absent":
      return undefined;
    case "external":
      return { ...place, lines: [role, "runs elsewhere"] };
    case "deployed": {
      const { memory, cpus, volumes } = choice.spec;
      const volume = volumes[0]?.size;
      return {
        ...place,
        lines: [
          role,
          [
            size(memory),
            `${cpus} CPU`,
            ...(volume === undefined ? [] : [`volume ${size(volume)}`]),
          ].join(" · "),
        ],
      };
    }
  }
}

/** Round in decimal units where it was given in them. */
function size(bytes: Bytes): string {
  const amount = bytes.toBytes();
  return amount % 1e9 === 0
    ? `${amount / 1e9} GB`
    : amount % 1e6 === 0
      ? `${amount / 1e6} MB`
      : bytes.toString().replace(/(\d)([A-Z])/, "$1 $2");
}

function drawCard({ x, y, width, height, title, lines }: Card): string {
  return [
    rect(x, y, width, height, "box", 8),
    text(x + 12, y + 24, "h2", title),
    ...lines.map((content, index) =>
      typeof content === "string"
        ? text(x + 12, y + 43 + index * 16, "small", content)
        : text(x + width - 12, content[1], "small end", content[0]),
    ),
  ].join("");
}

/** On the lower edge of the card the ports that the host publishes, on the upper one whether it can reach outside. */
function chips(plan: DeploymentPlan, name: ComponentName): string[] {
  const choice = plan[name];
  if (choice.kind !== "deployed") {
    return [];
  }
  const { x, y, width, height } = PLACES[name];
  const published = choice.spec.ports.flatMap(({ publish }) => publish ?? []);
  const ports = `127.0.0.1:${published.join(", ")}`;
  return [
    ...(published.length === 0 ? [] : chip(x + 12, y + height, ports)),
    ...(choice.spec.egress
      ? chip(x + width - 12 - chipWidth(WAY_OUT), y, WAY_OUT)
      : []),
  ];
}

const WAY_OUT = "may reach outside";

function chipWidth(label: string): number {
  return label.length * 6.4 + 16;
}

function chip(x: number, y: number, label: string): readonly string[] {
  return [
    rect(x, y - 9, chipWidth(label), 18, "chip", 9),
    text(x + 8, y + 4, "mono", label),
  ];
}

function drawFlow(
  { from, to, color, at }: Flow,
  cards: ReadonlyMap<End, Card>,
): string {
  const start = cards.get(from);
  const end = cards.get(to);
  if (start === undefined || end === undefined) {
    return "";
  }
  const x1 = start.x + start.width;
  const x2 = end.x - 3;
  const [y1, y2] = at;
  const bend = (x2 - x1) / 2;
  const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return arrow(d, color);
}

/** Prometheus asks the services themselves; the line goes between the cards of the collecting column. */
function servicesScrape(): string {
  return arrow("M206 222L506 222C553 222 553 374 597 374", "orange");
}

function arrow(d: string, color: Color): string {
  return element("path", {
    d,
    class: `stroke-${color}`,
    "stroke-width": 1.8,
    "marker-end": `url(#arrow-${color})`,
  });
}

function arrowHeads(): string {
  return element(
    "defs",
    {},
    ...LEGEND.map(([color]) =>
      element(
        "marker",
        {
          id: `arrow-${color}`,
          viewBox: "0 0 8 8",
          refX: 6,
          refY: 4,
          markerWidth: 6,
          markerHeight: 6,
          orient: "auto",
        },
        element("path", { d: "M0 0L8 4L0 8Z", class: color }),
      ),
    ),
  );
}

function legend(plan: DeploymentPlan): readonly string[] {
  const out: string[] = [];
  let x = 30;
  for (const [color, label] of LEGEND) {
    out.push(rect(x, 587, 18, 4, color, 2), text(x + 25, 593, "small", label));
    x += 25 + label.length * 6 + 22;
  }
  out.push(text(WIDTH - 22, 593, "small end", rootNote(plan)));
  return out;
}

/** Which containers are the exceptions is read from the plan. */
function rootNote(plan: DeploymentPlan): string {
  const names = (Object.keys(PLACES) as ComponentName[]).filter((name) => {
    const choice = plan[name];
    return choice.kind === "deployed" && choice.spec.user.startsWith("0:");
  });
  const exceptions =
    names.length === 0
      ? ""
      : ` * but ${names.map((name) => PLACES[name].title).join(" and ")}`;
  return `Prometheus also scrapes every component.${exceptions}`;
}
