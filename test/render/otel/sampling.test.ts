import {
  provesBackpressure,
  provesSampling,
} from "../../support/sampling-proof";

provesSampling(4_000);
provesBackpressure();
