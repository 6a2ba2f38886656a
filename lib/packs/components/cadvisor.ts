import { PORT } from "../../domain/telemetry/addresses";
import type { ComponentSpec } from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { cadvisorMetrics } from "../exporters/cadvisor";
import { httpProbe, withOptions, type ComponentOptions } from "./options";

/** Numbers that no dashboard or alert here uses; each costs series per container. */
const DISABLED_METRICS = [
  "advtcp",
  "cpu_topology",
  "cpuset",
  "hugetlb",
  "memory_numa",
  "percpu",
  "process",
  "referenced_memory",
  "resctrl",
  "sched",
  "tcp",
  "udp",
];

/**
 * cAdvisor: what each container uses, and the network of the host. It needs no privileged mode: it sees `/proc`, `/sys`
 * and the folders of Docker read-only, and asks Docker for the names of containers.
 *
 * Defaults: 128 MiB of memory, 0.5 cores.
 */
export function cadvisorSpec(settings: ComponentOptions): ComponentSpec {
  return withOptions(
    {
      name: "cadvisor",
      image: "cadvisor",
      user: "0:0",
      command: [
        "--docker_only=true",
        "--store_container_labels=false",
        "--housekeeping_interval=10s",
        `--disable_metrics=${DISABLED_METRICS.join(",")}`,
      ],
      ports: [{ name: "http", port: PORT.cadvisor }],
      memory: Bytes.mebibytes(128),
      cpus: 0.5,
      processes: 128,
      volumes: [],
      hostMounts: [
        { source: "/proc", target: "/rootfs/proc" },
        { source: "/sys", target: "/sys" },
        { source: "/var/lib/docker", target: "/rootfs/var/lib/docker" },
        { source: "/var/run/docker.sock", target: "/var/run/docker.sock" },
      ],
      reload: { kind: "restart" },
      health: httpProbe(PORT.cadvisor, "/healthz"),
      startAfter: [],
      egress: false,
      stopGrace: Duration.seconds(10),
      selfMetrics: {
        port: PORT.cadvisor,
        path: "/metrics",
        metrics: cadvisorMetrics,
      },
      exceptions: [
        {
          kind: "root",
          reason:
            "only root may read the folders of Docker and ask its socket; it runs without any capability",
        },
        {
          kind: "host-mount",
          reason:
            "/proc, /sys and /var/lib/docker read-only: networks, limits and file systems of containers",
        },
        {
          kind: "host-mount",
          reason:
            "/var/run/docker.sock: the names of containers; who takes over cAdvisor takes over Docker, so leave the component out where that weighs more",
        },
      ],
    },
    settings,
  );
}
