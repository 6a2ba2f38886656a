import { Image } from "@cdktf/provider-docker/lib/image";
import type { Construct } from "constructs";
import { terraformText } from "../terraform-text";

/** An image that is pulled once and stays on the host when the platform goes. */
export function pulledImage(
  scope: Construct,
  id: string,
  reference: string,
): Image {
  return new Image(scope, id, {
    name: terraformText(reference),
    keepLocally: true,
  });
}
