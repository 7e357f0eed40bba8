'use strict';
// telegram-test-api keeps the messages; this layer stands in front of it and refuses what Telegram refuses.

const http = require('http');
const express = require('express');
const TelegramServer = require('telegram-test-api');
const { Hooks } = require('./hooks');
const { UpdateQueue } = require('./updates');
const { checkMessage, Refusal } = require('./checks');
const { formParts } = require('./multipart');

const TOKEN = /^\d+:[A-Za-z0-9_-]{20,}$/;
const SECRET = /^[A-Za-z0-9_-]{1,256}$/;
const MOST_A_SECOND = 30;

class StrictServer extends TelegramServer {
  constructor(port) {
    super({ port, host: '127.0.0.1', storeTimeout: 3600 });
    this.queue = new UpdateQueue();
    this.hooks = new Hooks(this);
    this.sentAt = [];
    this.files = [];
    this.app = express();
    this.app.use(express.json({ limit: '2mb' }), express.urlencoded({ extended: true, limit: '2mb' }), formParts);
    this.app.use('/__test', this.hooks.routes());
    this.app.all('/bot:token/:method', (req, res, next) => this.bot(req, res, next));
    this.app.use(this.webServer);
  }

  listen() {
    return new Promise((resolve) => http.createServer(this.app).listen(this.config.port, '127.0.0.1', resolve));
  }

  // What a client of the package sends comes into our own queue, from which it goes only when it was acknowledged.
  async addUserUpdate(update) {
    const formatted = TelegramServer.formatUpdate(update);
    if (formatted.message) formatted.message.date = Math.floor(Date.now() / 1000);
    if (formatted.callback_query) formatted.callback_query.chat_instance = '1';
    this.updateId += 1;
    this.queue.add(formatted);
  }

  nextUpdateId() {
    this.updateId += 1;
    return this.updateId - 1;
  }

  async bot(req, res, next) {
    const { token, method } = req.params;
    const call = this.hooks.note(method, req.method === 'GET' ? req.query : req.body);
    try {
      if (!TOKEN.test(token)) throw new Refusal(401, 'Unauthorized');
      if (this.hooks.isDown()) return req.socket.destroy();
      const failure = this.hooks.failureFor(method, req.body);
      if (failure && !failure.after) return this.fail(req, res, call, failure);
      const result = await this.run(method, req, token);
      if (res.writableEnded || req.socket.destroyed) return undefined;
      if (failure) return this.fail(req, res, call, failure);
      if (result === undefined) return next();
      call.status = 200;
      call.result = result;
      return res.json({ ok: true, result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      call.status = error.status;
      return res.status(error.status).json({
        ok: false, error_code: error.status, description: error.message, ...(error.parameters && { parameters: error.parameters }),
      });
    }
  }

  fail(req, res, call, failure) {
    call.status = failure.status || 0;
    if (!failure.status) return req.socket.destroy();
    const parameters = failure.retry_after ? { retry_after: failure.retry_after } : undefined;
    const description = failure.description || `Failure ${failure.status}`;
    return res.status(failure.status).json({ ok: false, error_code: failure.status, description, parameters });
  }

  run(method, req, token) {
    const body = req.body || {};
    const own = {
      getMe: () => ({ id: 666, is_bot: true, first_name: 'Advisor', username: 'AdvisorTestBot' }),
      setMyCommands: () => true,
      sendChatAction: () => true,
      answerCallbackQuery: () => true,
      getUpdates: () => this.queue.poll(body, req),
      setWebhook: () => this.useWebhook(body),
      deleteWebhook: () => this.queue.dropWebhook(),
      sendMessage: () => this.send(body, token),
      sendDocument: () => this.sendFile(body, token),
      editMessageText: () => this.edit(body, true),
      editMessageReplyMarkup: () => this.edit(body, false),
    };
    return own[method] ? own[method]() : undefined;
  }

  useWebhook(body) {
    if (!/^https?:\/\//.test(body.url || '')) throw new Refusal(400, 'Bad Request: bad webhook: invalid url');
    if (body.secret_token && !SECRET.test(body.secret_token)) throw new Refusal(400, 'Bad Request: secret token is invalid');
    return this.queue.useWebhook(body.url, body.secret_token);
  }

  send(body, token) {
    checkMessage(body);
    this.keepPace();
    return plain(this.addBotMessage(body, token));
  }

  sendFile(body, token) {
    if (!body.document || !body.document.size) throw new Refusal(400, 'Bad Request: file must be non-empty');
    this.keepPace();
    this.files.push(body.document);
    const sent = plain(this.addBotMessage({ chat_id: body.chat_id, text: '', caption: body.caption }, token));
    return { ...sent, document: { file_id: 'f', file_unique_id: 'f', file_name: body.document.name } };
  }

  edit(body, withText) {
    const found = this.storage.botMessages.find((each) => String(each.messageId) === String(body.message_id)
      && String(each.message.chat_id) === String(body.chat_id));
    if (!found) throw new Refusal(400, 'Bad Request: message to edit not found');
    if (withText) checkMessage(body);
    const markup = body.reply_markup || undefined;
    const same = JSON.stringify(found.message.reply_markup) === JSON.stringify(markup && JSON.parse(markup));
    if (same && (!withText || found.message.text === body.text)) throw new Refusal(400, 'Bad Request: message is not modified');
    found.message = { ...found.message, ...(withText && { text: body.text }), reply_markup: markup && JSON.parse(markup) };
    return true;
  }

  keepPace() {
    const now = Date.now();
    this.sentAt = this.sentAt.filter((at) => at > now - 1000);
    if (this.sentAt.length >= MOST_A_SECOND) {
      throw new Refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
    }
    this.sentAt.push(now);
  }
}

// Dates are in seconds, and nothing is echoed that Telegram does not echo.
function plain(message) {
  const { message_id, chat, text, caption, reply_markup } = message;
  return { message_id, chat, date: Math.floor(Date.now() / 1000), ...(text && { text }), ...(caption && { caption }), ...(reply_markup && { reply_markup }) };
}

module.exports = { StrictServer };
