"use strict";
// The same for CommonJS; the kit comes by `--require`.
const http = require("node:http");
const Redis = require("ioredis");
const pg = require("pg");
const graphql = require("graphql");

const taken = (work) => work.__original !== undefined;
process.send({
  http: taken(http.get),
  pg: taken(pg.Client.prototype.query),
  ioredis: taken(Redis.prototype.sendCommand),
  graphql: taken(graphql.execute),
});
process.disconnect();
process.kill(process.pid, "SIGTERM");
