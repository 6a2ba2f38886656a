// node --import @cdktf-observability/node/register server.mjs
import { register } from "node:module";

// Modules that a program of ES modules imports are patched on another thread, by name: others keep their speed.
register("@opentelemetry/instrumentation/hook.mjs", import.meta.url, {
  data: { include: ["pg", "pg-pool", "ioredis", "express", "graphql"] },
});
const { observe } = await import("./dist/index.js");
observe();
