/** What the running services answer; ports are those that the quickstart publishes. */

const PROMETHEUS = "http://127.0.0.1:9090";
const ALERTMANAGER = "http://127.0.0.1:9093";
const JAEGER = "http://127.0.0.1:16686";
const COLLECTOR = "http://127.0.0.1:4318";
const CHECKOUT = "http://127.0.0.1:18080";
const INBOX = "http://127.0.0.1:18090";
const GRAFANA = "http://127.0.0.1:3000";

async function request<T>(url: string, init: RequestInit = {}): Promise<T> {
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(url, { signal, ...init });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(
      `${url} answered ${response.status}: ${text.slice(0, 300)}`,
    );
  }
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function send<T>(url: string, body: unknown, init: RequestInit = {}) {
  return request<T>(url, {
    method: "POST",
    ...init,
    headers: { "content-type": "application/json", ...init.headers },
    body: JSON.stringify(body),
  });
}

export type Sample = readonly [time: number, value: string];

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly health: "ok" | "err" | "unknown";
  readonly lastError?: string;
}

export const prometheus = {
  /** Series that a query returns, at a time in seconds. */
  async query(query: string, time?: number): Promise<readonly Series[]> {
    const at = time === undefined ? "" : `&time=${time}`;
    const { data } = await request<{
      readonly data: {
        readonly resultType: string;
        readonly result: readonly Series[] | Sample;
      };
    }>(`${PROMETHEUS}/api/v1/query?query=${encodeURIComponent(query)}${at}`);
    return data.resultType === "vector" || data.resultType === "matrix"
      ? (data.result as readonly Series[])
      : [{ metric: {}, value: data.result as Sample }];
  },

  async targets() {
    const { data } = await request<{
      readonly data: {
        readonly activeTargets: readonly {
          readonly labels: Readonly<Record<string, string>>;
          readonly health: string;
          readonly lastError: string;
        }[];
      };
    }>(`${PROMETHEUS}/api/v1/targets?state=active`);
    return data.activeTargets;
  },

  async rules(): Promise<readonly Rule[]> {
    const { data } = await request<{
      readonly data: {
        readonly groups: readonly { readonly rules: readonly Rule[] }[];
      };
    }>(`${PROMETHEUS}/api/v1/rules`);
    return data.groups.flatMap(({ rules }) => rules);
  },
};

export const alertmanager = {
  async addSilence(comment: string): Promise<string> {
    const { silenceID } = await send<{ readonly silenceID: string }>(
      `${ALERTMANAGER}/api/v2/silences`,
      {
        matchers: [
          {
            name: "alertname",
            value: "Nothing",
            isRegex: false,
            isEqual: true,
          },
        ],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: "e2e",
        comment,
      },
    );
    return silenceID;
  },

  async silence(id: string): Promise<string> {
    const silence = await request<{
      readonly status: { readonly state: string };
    }>(`${ALERTMANAGER}/api/v2/silence/${id}`);
    return silence.status.state;
  },

  /** How many receivers its configuration has; their addresses are not shown. */
  async receiverCount(): Promise<number> {
    const { config } = await request<{
      readonly config: { readonly original: string };
    }>(`${ALERTMANAGER}/api/v2/status`);
    return config.original.split("send_resolved:").length - 1;
  },
};

export const jaeger = {
  /** Operations of a trace's spans. */
  async trace(id: string): Promise<readonly string[]> {
    const { data } = await request<{
      readonly data: readonly {
        readonly spans: readonly { readonly operationName: string }[];
      }[];
    }>(`${JAEGER}/api/traces/${id}`);
    return data.flatMap(({ spans }) =>
      spans.map(({ operationName }) => operationName),
    );
  },
};

export const collector = {
  /** Hands a span over, by OTLP; returns once it is accepted. */
  async acceptSpan(traceId: string, name: string): Promise<void> {
    const now = BigInt(Date.now()) * 1_000_000n;
    const span = {
      traceId,
      spanId: traceId.slice(0, 16),
      name,
      kind: 1,
      startTimeUnixNano: String(now - 1_000_000n),
      endTimeUnixNano: String(now),
    };
    const attributes = [{ key: "service.name", value: { stringValue: "e2e" } }];
    await send(`${COLLECTOR}/v1/traces`, {
      resourceSpans: [
        { resource: { attributes }, scopeSpans: [{ spans: [span] }] },
      ],
    });
  },
};

export const checkout = {
  fault: (errorRatio: number) => send(`${CHECKOUT}/fault`, { errorRatio }),
  endFault: () => request(`${CHECKOUT}/fault`, { method: "DELETE" }),
};

export interface Notification {
  readonly receivedAt: string;
  readonly body: {
    readonly status: "firing" | "resolved";
    readonly alerts: readonly {
      readonly status: "firing" | "resolved";
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  };
}

/** Notifications that reached an inbox. */
export const inbox = (name: string) =>
  request<readonly Notification[]>(`${INBOX}/${name}`);

/** Grafana, and through it Loki. */
export class Grafana {
  private readonly headers: Record<string, string>;

  constructor(password: string) {
    const user = Buffer.from(`admin:${password}`).toString("base64");
    this.headers = { authorization: `Basic ${user}` };
  }

  get<T>(path: string): Promise<T> {
    return request<T>(`${GRAFANA}${path}`, { headers: this.headers });
  }

  async dashboardUids(): Promise<readonly string[]> {
    const found = await this.get<readonly { readonly uid: string }[]>(
      "/api/search?type=dash-db",
    );
    return found.map(({ uid }) => uid);
  }

  /** Streams or series that a LogQL query returns for the last minutes. */
  async loki(
    query: string,
    minutes = 10,
  ): Promise<
    readonly {
      readonly stream?: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [string, string])[];
    }[]
  > {
    const start = (Date.now() - minutes * 60_000) * 1e6;
    const { data } = await this.get<{
      readonly data: {
        readonly result: readonly {
          readonly values: readonly (readonly [string, string])[];
        }[];
      };
    }>(
      `/api/datasources/proxy/uid/loki/loki/api/v1/query_range?limit=1000&start=${start}&query=${encodeURIComponent(query)}`,
    );
    return data.result;
  }

  /** Stores a line; returns once Loki has accepted it. */
  async pushLine(service: string, line: string): Promise<void> {
    const values = [[String(BigInt(Date.now()) * 1_000_000n), line]];
    await send(
      `${GRAFANA}/api/datasources/proxy/uid/loki/loki/api/v1/push`,
      { streams: [{ stream: { service }, values }] },
      { headers: this.headers },
    );
  }
}
