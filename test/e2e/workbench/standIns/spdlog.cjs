/** Takes the place of VS Code's logging addon: appends lines to files, so that log channels can be read by tests. */
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical", "off"];

class Logger {
  #file;
  #level = levels.indexOf("info");
  #plain = false;

  constructor(_kind, _name, file) {
    this.#file = file;
    if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  #write(level, message) {
    if (!this.#file || level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").slice(0, -1);
    const line = this.#plain ? message : `${time} [${levels[level]}] ${message}\n`;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // the profile's folder is removed while the last process still logs
    }
  }

  trace(message) {
    this.#write(0, message);
  }
  debug(message) {
    this.#write(1, message);
  }
  info(message) {
    this.#write(2, message);
  }
  warn(message) {
    this.#write(3, message);
  }
  error(message) {
    this.#write(4, message);
  }
  critical(message) {
    this.#write(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {
    this.#plain = false;
  }
  clearFormatters() {
    this.#plain = true;
  }
  flush() {}
  drop() {}
}

// one by one: the server imports these by name, and Node finds the names of a CommonJS module only so
exports.version = 1;
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger("file", name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
