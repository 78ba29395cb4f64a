#!/usr/bin/env node
// The command's first file: says in plain words when Node is too old, in syntax that an old Node can read.
"use strict";
var major = Number(process.versions.node.split(".")[0]);
if (major < 22) {
  process.stderr.write(
    "image-tagger needs Node 22 or newer; this is Node " +
      process.versions.node +
      ". Install a newer Node from https://nodejs.org, or in a checkout of the project run it as: npm run cli -- <command>\n",
  );
  process.exitCode = 2;
} else {
  require("./cliMain.js");
}
