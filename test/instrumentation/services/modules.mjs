// ES modules; the kit comes by `--import`. Tells which functions the official instrumentations have taken.
import http, { get } from "node:http";
import Redis from "ioredis";
import pg from "pg";
import * as graphql from "graphql";

const taken = (work) => work.__original !== undefined;
process.send({
  http: taken(http.get) && taken(get),
  pg: taken(pg.Client.prototype.query),
  ioredis: taken(Redis.prototype.sendCommand),
  graphql: taken(graphql.execute),
});
process.disconnect();
process.kill(process.pid, "SIGTERM");
