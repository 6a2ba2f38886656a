"use strict";
// The kit comes when the packages are there already.
const http = require("node:http");
const express = require("express");
const Redis = require("ioredis");
const pg = require("pg");
const graphql = require("graphql");
const { observe } = require("../../../instrumentation/node/dist/index.js");
const kit = observe({ service: "late", admin: false });

const taken = (work) => work.__original !== undefined;
process.send({
  http: taken(http.get),
  express: taken(express.application.use),
  pg: taken(pg.Client.prototype.query),
  ioredis: taken(Redis.prototype.sendCommand),
  graphql: taken(graphql.execute),
});
process.disconnect();
void kit.shutdown().then(() => process.exit(0));
