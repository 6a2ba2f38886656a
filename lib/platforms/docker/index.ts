export { type DataVolumePolicy } from "./data-volumes";
export {
  DockerPlatform,
  type DockerPlatformOptions,
  type RemoteDockerOptions,
} from "./docker-platform";
export { DockerService } from "./docker-service";
export { type DockerServiceProps } from "./docker-service-props";
export { DockerTempo, type DockerTempoProps } from "./docker-tempo";
export { type MemoryFolder } from "./hardened-container";
export { type ImageOverrides } from "./images";
export { type DeploymentManifest } from "../../domain/telemetry/manifest";
export { SecretStore } from "./secret-store";
