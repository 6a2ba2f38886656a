import { provesSampling } from "../support/sampling-proof";

provesSampling(50_000);
