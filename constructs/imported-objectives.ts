import { Annotations } from "cdktf";
import { Construct } from "constructs";
import { requireOptions, requireShape } from "../lib/domain/shape";
import type { SloInput } from "../lib/domain/slo/objective";
import { InvalidInputError } from "../lib/domain/problem";
import { validated } from "../lib/platforms/validation";
import { Monitoring } from "./monitoring";
import { Service } from "./service";
import { ServiceLevelObjective } from "./service-level-objective";

export interface ImportedObjectivesProps {
  /** Objectives, such as `importSlos` returns them. */
  readonly slos: readonly SloInput[];
  /**
   * What the import left out; printed with the warnings of the synthesis.
   * @default []
   */
  readonly warnings?: readonly { readonly message: string }[];
  /** @default - the nearest Monitoring */
  readonly monitoring?: Monitoring;
}

/**
 * Objectives of a file, each as a `ServiceLevelObjective`. A service that the app has declared before is found by its
 * name; another one is made, which is neither scraped nor logged.
 */
export class ImportedObjectives extends Construct {
  /** In the order of `slos`. */
  readonly objectives: readonly ServiceLevelObjective[];

  /**
   * @throws ValidationError for an objective that cannot be, and for a team that is not that of the declared service
   */
  constructor(scope: Construct, id: string, props: ImportedObjectivesProps) {
    super(scope, id);
    validated(this, () => {
      requireOptions("an ImportedObjectives", props, [
        "slos",
        "warnings",
        "monitoring",
      ]);
      requireShape("options of an ImportedObjectives", props, {
        slos: "list",
        warnings: "list?",
      });
    });
    const monitoring = Monitoring.choose(this, props.monitoring);
    const declared = servicesOf(monitoring);
    this.objectives = props.slos.map((input) => {
      validated(this, () =>
        requireShape("an entry of slos", input, {
          name: "text",
          service: "text",
          team: "text?",
        }),
      );
      const {
        name,
        service: serviceName,
        team,
        expectedRequestsPerSecond: rate,
        ...options
      } = input;
      const service =
        declared.get(serviceName) ??
        new Service(this, serviceName, {
          monitoring,
          ...(team !== undefined && { team }),
          ...(rate !== undefined && { expectedRequestsPerSecond: rate }),
        });
      declared.set(serviceName, service);
      validated(this, () => requireTeam(input, service));
      return new ServiceLevelObjective(this.folder(serviceName), name, {
        ...options,
        service,
        monitoring,
      });
    });
    for (const { message } of props.warnings ?? []) {
      Annotations.of(this).addWarning(message);
    }
  }

  /** Objectives of different services may have the same name. */
  private folder(serviceName: string): Construct {
    const found = this.node.tryFindChild(serviceName);
    return found instanceof Construct
      ? found
      : new Construct(this, serviceName);
  }
}

/** Services of the same Monitoring that are declared so far. */
function servicesOf(monitoring: Monitoring): Map<string, Service> {
  const known = new Set(monitoring.model.services.map(({ value }) => value));
  const services = monitoring.node.root.node
    .findAll()
    .filter(
      (each): each is Service =>
        each instanceof Service && known.has(each.model),
    );
  return new Map(services.map((each) => [each.serviceName, each]));
}

function requireTeam({ name, team }: SloInput, service: Service): void {
  if (team !== undefined && team !== service.team) {
    throw new InvalidInputError(
      "slo-import-team",
      `team of objective "${name}" must be that of service "${service.serviceName}" (${service.team ?? "none"}), got "${team}"; give the service that team, or correct the file`,
    );
  }
}
