import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import {
  createPagerDutyService,
  type PagerDutyServiceModel,
  type PagerDutyServiceOptions,
} from "../../domain/routing/pagerduty-service";
import { requireShape } from "../../domain/shape";
import { validated } from "../validation";
import { writePagerDutyManifest } from "./manifest";
import { Named, OnCall } from "./on-call";
import {
  requirePagerDutyAddress,
  requirePagerDutyProvider,
  type PagerDutyAddress,
} from "./provider";
import { PagerDutyService } from "./service";

const PAGERDUTY = Symbol.for("cdktf-observability/PagerDuty");

export interface PagerDutyProps extends PagerDutyAddress {
  /**
   * Whether Terraform makes the integrations too. The provider then writes their keys, with which anybody can raise and
   * close incidents, into the state of Terraform in plain text: encrypt the state. Otherwise the command
   * `pagerduty-keys` makes them.
   * @default false
   */
  readonly secretsInState?: boolean;
}

/**
 * Services of an account of PagerDuty with who is on call for them. The token is never part of the program: set
 * `PAGERDUTY_TOKEN` in the environment of Terraform.
 *
 * Alertmanager needs the integration keys before it starts, so put this into a stack of its own, deploy it first, and let
 * `cdktf-observability pagerduty-keys` write the keys into the secret store.
 */
export class PagerDuty extends Construct {
  static isPagerDuty(this: void, value: unknown): value is PagerDuty {
    return typeof value === "object" && value !== null && PAGERDUTY in value;
  }

  /** Address of the REST API. */
  readonly apiUrl: string;
  private readonly onCall: OnCall;
  private readonly named = new Named<PagerDutyServiceModel, PagerDutyService>(
    "PagerDuty service",
  );
  private readonly integrations: boolean;
  private readonly added: PagerDutyService[] = [];

  /**
   * @throws ValidationError for a token, a malformed address, an unknown option, and a second one in the stack
   */
  constructor(scope: Construct, id: string, props: PagerDutyProps = {}) {
    super(scope, id);
    this.apiUrl = validated(this, () => {
      const url = requirePagerDutyAddress(props, ["secretsInState"]);
      requireShape("PagerDuty", props, { secretsInState: "flag?" });
      requireOnly(this);
      return url;
    });
    Object.defineProperty(this, PAGERDUTY, { value: true });
    this.integrations = props.secretsInState ?? false;
    requirePagerDutyProvider(this, props, this.apiUrl);
    this.onCall = new OnCall(this, "on-call");
    this.node.addValidation({ validate: () => this.sharedNames() });
    writePagerDutyManifest(this, () => ({
      version: 1,
      apiUrl: this.apiUrl,
      services: this.added.map(({ serviceName, routingKey }) => ({
        name: serviceName,
        secret: routingKey.name,
      })),
    }));
  }

  /** In the order in which they were added. */
  get services(): readonly PagerDutyService[] {
    return [...this.added];
  }

  /**
   * A service with its escalation policy and the schedules that this names; what several services name is made once.
   *
   * @throws ValidationError for times out of range, a name that is taken, and an unknown option
   */
  addService(options: PagerDutyServiceOptions): PagerDutyService {
    return validated(this, () => {
      const model = createPagerDutyService(options);
      const twin = this.added.find(
        ({ routingKey }) => routingKey.name === model.routingKey.name,
      );
      const service = this.named.of(
        model,
        (part) =>
          new PagerDutyService(
            this,
            `service-${part}`,
            model,
            this.onCall.policyId(model.escalationPolicy),
            this.integrations,
          ),
      );
      if (twin !== undefined) {
        throw new InvalidInputError(
          "pagerduty-key-shared",
          `routing key of PagerDuty service "${model.name}" must be its own, got ${JSON.stringify(model.routingKey.name)}, which is that of "${twin.serviceName}"; set routingKey: SecretRef.file("...")`,
        );
      }
      this.added.push(service);
      return service;
    });
  }

  /** Services of the same name in other stacks of the program. */
  private sharedNames(): string[] {
    const others = this.node.root.node
      .findAll()
      .filter(PagerDuty.isPagerDuty)
      .filter((other) => other !== this && other.apiUrl === this.apiUrl)
      .flatMap((other) => other.added);
    return this.added.flatMap(({ serviceName }) =>
      others
        .filter((other) => other.serviceName === serviceName)
        .map(
          ({ node }) =>
            `PagerDuty service must be made by one construct of the program, got "${serviceName}" here and at ${node.path}; make it in one place`,
        ),
    );
  }
}

/** @throws InvalidInputError when the stack has another one */
function requireOnly(mine: PagerDuty): void {
  const other = TerraformStack.of(mine)
    .node.findAll()
    .find((each: IConstruct) => each !== mine && PagerDuty.isPagerDuty(each));
  if (other !== undefined) {
    throw new InvalidInputError(
      "pagerduty-twice",
      `stack must have one PagerDuty, got a second one beside ${other.node.path}; add services to the first one`,
    );
  }
}
