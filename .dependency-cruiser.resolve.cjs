/** Lets dependency-cruiser see the sources behind `#core/…` (package.json maps those to dist/). */
const { resolve } = require('node:path');
const { imports } = require('./package.json');

const alias = Object.fromEntries(
  Object.entries(imports).map(([name, target]) => [name, resolve(__dirname, target.replace('./dist/', ''))]),
);

module.exports = { resolve: { alias, extensionAlias: { '.js': ['.ts', '.js'] } } };
