'use strict';
// Updates wait until they are acknowledged: by a higher offset, or by an answer of 2xx.

const axios = require('axios');
const { Refusal } = require('./checks');

const AGAIN_AFTER_MS = 300;

class UpdateQueue {
  constructor() {
    this.updates = [];
    this.webhook = null;
    this.waiting = null;
    this.delivered = [];
    this.isSending = false;
  }

  add(update) {
    this.updates.push(update);
    this.wake();
  }

  wake() {
    if (this.webhook) this.push();
    else if (this.waiting) this.waiting.look();
  }

  // A true long poll: it comes back when there is something, or when the time is over.
  poll(body, req) {
    if (this.webhook) throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active");
    if (this.waiting) this.waiting.conflict();
    const offset = Number(body.offset || 0);
    this.updates = this.updates.filter((update) => update.update_id >= offset);
    return new Promise((resolve, reject) => {
      const waiting = { timer: null };
      const gone = () => end(resolve, []);
      const end = (how, what) => {
        clearTimeout(waiting.timer);
        req.socket.off('close', gone);
        if (this.waiting === waiting) this.waiting = null;
        how(what);
      };
      waiting.look = () => this.updates.length && end(resolve, this.updates.slice(0, 100));
      waiting.conflict = () => end(reject, new Refusal(409, 'Conflict: terminated by other getUpdates request'));
      waiting.timer = setTimeout(() => end(resolve, []), Number(body.timeout || 0) * 1000);
      req.socket.once('close', gone);
      this.waiting = waiting;
      waiting.look();
    });
  }

  useWebhook(url, secret) {
    this.webhook = { url, secret };
    this.push();
    return true;
  }

  dropWebhook() {
    this.webhook = null;
    return true;
  }

  async push() {
    if (this.isSending) return;
    this.isSending = true;
    while (this.webhook && this.updates.length) {
      const update = this.updates[0];
      const status = await this.post(update);
      this.delivered.push({ update_id: update.update_id, status });
      if (status >= 200 && status < 300) this.updates = this.updates.filter((each) => each !== update);
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
    this.isSending = false;
  }

  async post(update) {
    const headers = this.webhook.secret ? { 'X-Telegram-Bot-Api-Secret-Token': this.webhook.secret } : {};
    try {
      const answer = await axios.post(this.webhook.url, update, { headers, timeout: 10000, proxy: false, validateStatus: () => true });
      return answer.status;
    } catch {
      return 0;
    }
  }
}

module.exports = { UpdateQueue };
