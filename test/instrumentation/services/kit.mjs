import { observe } from "../../../instrumentation/node/dist/index.js";

export const kit = observe({ service: "late", admin: false });
