// ES modules, with the kit in the first module that is imported: all of them are linked before that runs.
import { kit } from "./kit.mjs";
import http from "node:http";
import { setImmediate } from "node:timers";
import express from "express";
import Redis from "ioredis";
import pg from "pg";
import * as graphql from "graphql";

const taken = (work) => work.__original !== undefined;
setImmediate(() => {
  process.send({
    http: taken(http.get),
    express: taken(express.application.use),
    pg: taken(pg.Client.prototype.query),
    ioredis: taken(Redis.prototype.sendCommand),
    graphql: taken(graphql.execute),
  });
  process.disconnect();
  void kit.shutdown().then(() => process.exit(0));
});
