'use strict';
// Sends jobs with the npm package mpns, which stands in the folder of the first argument: a job of JSON
// a line in, in the end a result of JSON a line out.
const fs = require('fs');
const path = require('path');
const mpns = require(path.resolve(process.argv[2], 'node', 'node_modules', 'mpns'));

const CONCURRENCY = 8;
const KINDS = { toast: 'Toast', tile: 'Tile', flipTile: 'FlipTile', iconicTile: 'IconicTile', raw: 'Raw' };

// The arguments that say what to send, in the way that the job wants them.
function content(job) {
  if (job.type === 'raw') {
    const payload = job.text === undefined ? Buffer.from(job.bytes, 'base64') : job.text;
    return job.style === 'positional' && typeof payload === 'string' ? [payload] : [{ payload }];
  }
  if (job.style !== 'positional') return [job.fields];
  const names = mpns.Properties[job.type];
  const last = names.reduce((last, name, i) => (name in job.fields ? i : last), -1);
  return names.slice(0, last + 1).map(name => (name in job.fields ? job.fields[name] : ''));
}

function send(job, done) {
  const kind = KINDS[job.type];
  const outcome = { index: job.index, calls: 0 };
  const callback = (error, result) => {
    outcome.calls++;
    if (outcome.calls > 1) return;
    const facts = error || result;
    outcome.reply = {
      accepted: !error,
      status: facts.statusCode,
      notification: facts.notificationStatus,
      device: facts.deviceConnectionStatus,
      subscription: facts.subscriptionStatus,
      gone: facts.shouldDeleteChannel === true,
      wait: facts.minutesToDelay === undefined ? null : facts.minutesToDelay * 60,
      failure: facts.innerError instanceof Error ? String(facts.innerError) : null,
    };
    setImmediate(done, outcome);
  };
  try {
    if (job.style === 'create') mpns['create' + kind](...content(job)).send(job.channel, callback);
    else mpns['send' + kind](job.channel, ...content(job), callback);
  } catch (error) {
    outcome.thrown = String(error);
    setImmediate(done, outcome);
  }
}

const jobs = fs.readFileSync(0, 'utf8').split('\n').filter(line => line).map(line => JSON.parse(line));
const results = [];
let next = 0;

function work() {
  if (next === jobs.length) return;
  send(jobs[next++], outcome => {
    results.push(outcome);
    work();
  });
}

for (let i = 0; i < CONCURRENCY; i++) work();
// Written at the very end, when a callback that is called twice has been.
process.on('exit', () => fs.writeFileSync(1, results.map(result => JSON.stringify(result) + '\n').join('')));
