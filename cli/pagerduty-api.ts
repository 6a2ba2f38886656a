import {
  EVENTS_API_V2,
  INTEGRATION_NAME,
} from "../lib/domain/routing/pagerduty-manifest";
import { Failure } from "./failure";

const ANSWER_LIMIT_MS = 30_000;
const PAGE = 100;
/** An account has at most some thousands of services. */
const MOST_PAGES = 100;

interface Reference {
  readonly id: string;
  readonly type: string;
}

interface Service extends Reference {
  readonly name: string;
  readonly integrations?: readonly Reference[];
}

interface Integration extends Reference {
  readonly name?: string;
  readonly integration_key?: string;
}

/** The part of PagerDuty's REST API that integration keys need. https://developer.pagerduty.com/api-reference/ */
export class PagerDutyApi {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /**
   * The key of the service's integration with Alertmanager, which is made where there is none.
   *
   * @throws Failure when there is no such service, and when PagerDuty does not answer as it should
   */
  async integrationKey(
    name: string,
  ): Promise<{ readonly key: string; readonly created: boolean }> {
    const service = await this.service(name);
    const existing = await this.existing(service);
    const integration = existing ?? (await this.create(service));
    const { integration_key: key = "" } = integration;
    if (!/^[\w+-]+$/.test(key)) {
      throw new Failure(
        `the integration "${INTEGRATION_NAME}" of service "${name}" must have a key, PagerDuty tells none`,
        "give the token the right to read integrations, or remove the integration and run this again",
      );
    }
    return { key, created: existing === undefined };
  }

  private async service(name: string): Promise<Service> {
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = new URLSearchParams({
        query: name,
        limit: String(PAGE),
        offset: String(page * PAGE),
        "include[]": "integrations",
      });
      const { services, more } = await this.ask<{
        readonly services: readonly Service[];
        readonly more?: boolean;
      }>("GET", `/services?${query.toString()}`);
      const found = services.find((service) => service.name === name);
      if (found !== undefined) {
        return found;
      }
      if (more !== true) {
        break;
      }
    }
    throw new Failure(
      `service "${name}" must be there before its key, PagerDuty has none of this name`,
      "deploy its stack first",
    );
  }

  private async existing(service: Service): Promise<Integration | undefined> {
    for (const { id, type } of service.integrations ?? []) {
      if (type.startsWith(EVENTS_API_V2)) {
        const { integration } = await this.ask<{
          readonly integration: Integration;
        }>("GET", `/services/${service.id}/integrations/${id}`);
        if (integration.name === INTEGRATION_NAME) {
          return integration;
        }
      }
    }
    return undefined;
  }

  private async create(service: Service): Promise<Integration> {
    const { integration } = await this.ask<{
      readonly integration: Integration;
    }>("POST", `/services/${service.id}/integrations`, {
      integration: {
        type: EVENTS_API_V2,
        name: INTEGRATION_NAME,
        service: { id: service.id, type: "service_reference" },
      },
    });
    return integration;
  }

  private async ask<T>(
    method: "GET" | "POST",
    path: string,
    body?: object,
  ): Promise<T> {
    const what = `${method} ${this.url}${path.replace(/\?.*/, "")}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          Accept: "application/vnd.pagerduty+json;version=2",
          Authorization: `Token token=${this.token}`,
          ...(body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      text = await response.text();
    } catch {
      throw new Failure(
        `PagerDuty must answer, ${what} got no answer`,
        "check the network, and the region or apiUrl of the program",
      );
    }
    if (!response.ok) {
      throw new Failure(
        `PagerDuty must answer ${what}, it said ${response.status}`,
        response.status === 401 || response.status === 403
          ? "set PAGERDUTY_TOKEN to an API key that may read and write services of this account"
          : "run this again later",
      );
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Failure(
        `PagerDuty must answer ${what} in JSON, it did not`,
        "check the region or apiUrl of the program",
      );
    }
  }
}
