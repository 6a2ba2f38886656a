import { tool } from "../../support/tools";
import { removeAll, projects } from "./docker";
import { abandoned } from "./test-project";

/** Before the first test: removes what interrupted runs have left on this machine, which may hold ports and memory. */
export default function removeLeftovers(): void {
  if (tool("docker") === undefined) {
    return;
  }
  for (const project of abandoned(projects(), lives)) {
    removeAll(project);
    process.stdout.write(`removed what ${project} left\n`);
  }
}

/** A process of another user cannot be signalled, but it lives. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
