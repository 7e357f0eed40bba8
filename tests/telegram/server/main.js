'use strict';
// Run as `node main.js PORT`. Says "ready" when it listens.

const { StrictServer } = require('./strict');

const port = Number(process.argv[2]);
new StrictServer(port).listen().then(() => process.stdout.write('ready\n'));
