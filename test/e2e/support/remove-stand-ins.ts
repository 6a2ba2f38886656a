import { removeNginxStandIns } from "../../support/nginx-exporter";
import { tool } from "../../support/tools";

/** After the last test: removes images that tests have made and shared. */
export default function removeStandIns(): void {
  const docker = tool("docker");
  if (docker !== undefined) {
    removeNginxStandIns(docker);
  }
}
