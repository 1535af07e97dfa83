#!/usr/bin/env node
'use strict';
// Starts Faceline with a Node that can run it. Plain CommonJS without new syntax: it is read by every Node from 18 on.

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { engines } = require('../package.json');
const { findBroughtNode } = require('./brought-node.cjs');

/** The source in a clone; in an installed package what was built of it. */
const program = [path.join(__dirname, 'faceline.ts'), path.join(__dirname, '../dist/bin/faceline.js')].find(existsSync);

if (isOwnScript(process.env)) process.chdir(process.env.INIT_CWD);

const broughtNode = isEnough(process.versions.node) ? undefined : findBroughtNode();
if (isEnough(process.versions.node)) {
  // In this very process: signals, terminal and exit code need no passing on.
  import(pathToFileURL(program).href);
} else if (broughtNode === undefined) {
  refuse('npm installed none beside it');
} else {
  runWith(broughtNode.program);
}

/** Whether npm started this as a script of the clone, in whose folder it runs; files are named from where npm was called. */
function isOwnScript({ INIT_CWD, npm_package_json, npm_lifecycle_event }) {
  const root = path.join(__dirname, '..');
  const scripts = ['start', 'faceline', 'bench'];
  return (
    scripts.includes(npm_lifecycle_event) &&
    npm_package_json === path.join(root, 'package.json') &&
    process.cwd() === root &&
    existsSync(INIT_CWD)
  );
}

/** Whether a version is at least the one that package.json asks for. */
function isEnough(version) {
  const [major, minor] = numbersOf(version);
  const [leastMajor, leastMinor] = numbersOf(engines.node);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function numbersOf(version) {
  return /(\d+)\.(\d+)/.exec(version).slice(1).map(Number);
}

function runWith(node) {
  // Before the child is there: a signal in between would end this process alone. Its handler runs once the child is known.
  let child;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('error', (cause) => refuse(`the one that npm installed beside it does not start (${cause.message})`));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    // Whoever waits for this process is to see the same end.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function refuse(why) {
  const least = numbersOf(engines.node).join('.');
  process.stderr.write(
    `Faceline needs Node ${least} or newer; this is ${process.versions.node}, and ${why}: install a newer Node.\n`,
  );
  process.exitCode = 1;
}
