'use strict';
// For tests: what was called, what is to fail, updates of any kind.

const express = require('express');

class Hooks {
  constructor(server) {
    this.server = server;
    this.calls = [];
    this.failures = [];
    this.downUntil = 0;
  }

  routes() {
    const routes = express.Router();
    routes.get('/calls', (req, res) => res.json(this.calls.filter((call) => !req.query.method || call.method === req.query.method)));
    routes.get('/messages', (req, res) => res.json(this.messages(req.query.chat_id)));
    routes.get('/deliveries', (_, res) => res.json(this.server.queue.delivered));
    routes.get('/waiting', (_, res) => res.json(this.server.queue.updates));
    routes.get('/files', (_, res) => res.json(this.server.files));
    routes.post('/update', (req, res) => {
      const update = { update_id: this.server.nextUpdateId(), ...req.body };
      this.server.queue.add(update);
      res.json(update);
    });
    routes.post('/fail', (req, res) => {
      const until = req.body.seconds ? Date.now() + 1000 * req.body.seconds : null;
      this.failures.push({ count: 1, every: 1, met: 0, ...req.body, until });
      res.json({});
    });
    routes.post('/down', (req, res) => {
      this.downUntil = Date.now() + 1000 * req.body.seconds;
      res.json({});
    });
    return routes;
  }

  note(method, body) {
    const call = { method, body: { ...body }, at: Date.now(), status: null };
    if (method !== 'getUpdates') this.calls.push(call);
    return call;
  }

  isDown() {
    return Date.now() < this.downUntil;
  }

  // The next failure that is to happen to this method, in this chat if it names one: so many times, or for so long.
  failureFor(method, body) {
    const found = this.failures.find((each) => this.isOn(each) && (!each.method || each.method === method)
      && (!each.chat_id || String(each.chat_id) === String((body || {}).chat_id)));
    if (!found) return undefined;
    found.met += 1;
    if (found.met % found.every !== 0) return undefined;
    found.count -= 1;
    return found;
  }

  isOn(failure) {
    return failure.until ? Date.now() < failure.until : failure.count > 0;
  }

  messages(chatId) {
    return this.server.storage.botMessages
      .filter((each) => String(each.message.chat_id) === String(chatId))
      .map((each) => ({
        message_id: each.messageId,
        text: each.message.text,
        caption: each.message.caption,
        at: each.time,
        buttons: ((each.message.reply_markup || {}).inline_keyboard || []),
      }));
  }
}

module.exports = { Hooks };
