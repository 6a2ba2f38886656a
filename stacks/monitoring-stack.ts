import { join, relative, resolve } from "node:path";
import {
  App,
  LocalBackend,
  Manifest,
  TerraformBackend,
  TerraformStack,
} from "cdktf";
import type { Construct } from "constructs";
import { Monitoring, type MonitoringProps } from "../constructs/monitoring";
import { serviceTwice } from "../constructs/errors";
import { Service, withName, type ServiceOptions } from "../constructs/service";

/** A stack that holds one monitoring platform. Constructs created in it belong to that platform. */
export class MonitoringStack extends TerraformStack {
  readonly monitoring: Monitoring;

  /**
   * @throws ValidationError when the platform's own settings are wrong; relations are checked at synthesis
   */
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    // "Default" adds nothing to Terraform addresses, so that a Monitoring in a stack of one's own has the same ones.
    this.monitoring = new Monitoring(this, "Default", props);
  }

  /** Declares a service; its name becomes the scrape job and the label `service`. */
  addService(name: string, options: ServiceOptions = {}): Service {
    if (this.node.tryFindChild(`service-${name}`) !== undefined) {
      throw serviceTwice(this, name);
    }
    // The plain name stays free for the construct that runs the service.
    return new Service(this, `service-${name}`, withName(name, options));
  }

  /**
   * The state's place: that of the backend declared in this stack, or else `terraform.<id>.tfstate` in the current folder,
   * as the framework has it, but written relative to where Terraform runs, so that no folder of this machine is named.
   */
  override ensureBackendExists(): TerraformBackend {
    const declared = this.node
      .findAll()
      .find((each) => TerraformBackend.isBackend(each));
    const { id } = this.node;
    const workingFolder = join(App.of(this).outdir, Manifest.stacksFolder, id);
    const state = resolve(`terraform.${id}.tfstate`);
    return (
      declared ??
      new LocalBackend(this, {
        path: relative(resolve(workingFolder), state).replaceAll("\\", "/"),
      })
    );
  }
}
