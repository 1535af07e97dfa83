'use strict';
// Plain CommonJS without new syntax: it is read by every Node from 18 on.

const path = require('node:path');
const { optionalDependencies } = require('../package.json');

/** The one package with a Node that npm installed among the optional dependencies; it leaves out other machines'. */
exports.findBroughtNode = () => {
  for (const name of Object.keys(optionalDependencies).filter((dependency) => dependency.startsWith('node-'))) {
    try {
      const manifest = require.resolve(`${name}/package.json`);
      return { name, program: path.join(path.dirname(manifest), require(manifest).bin.node) };
    } catch {
      // Not installed: another machine's.
    }
  }
  return undefined;
};
