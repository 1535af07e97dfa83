'use strict';
// Runs after `npm ci`. npm 10 lets the packages of all systems contend for `node_modules/.bin/node`, where npm's scripts
// look for Node, and may link none.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { findBroughtNode } = require('./brought-node.cjs');

const brought = findBroughtNode();
if (brought !== undefined && !existsSync(path.join(__dirname, '../node_modules/.bin/node'))) {
  const { status } = spawnSync('npm', ['rebuild', brought.name], {
    cwd: path.join(__dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    // On Windows npm is a batch file.
    shell: process.platform === 'win32',
  });
  process.exitCode = status === null ? 1 : status;
}
