'use strict';
// What Telegram refuses in a message.

const MOST_LETTERS = 4096;
const MOST_BYTES_OF_A_BUTTON = 64;
const TAGS = new Set(['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'a', 'blockquote', 'tg-spoiler']);

class Refusal extends Error {
  constructor(status, message, parameters) {
    super(message);
    this.status = status;
    this.parameters = parameters;
  }
}

function checkMessage(body) {
  const shown = body.parse_mode === 'HTML' ? withoutTags(body.text || '') : body.text || '';
  if (!shown.trim()) throw new Refusal(400, 'Bad Request: message text is empty');
  if (shown.length > MOST_LETTERS) throw new Refusal(400, 'Bad Request: message is too long');
  if (!/^-?\d+$/.test(String(body.chat_id))) throw new Refusal(400, 'Bad Request: chat not found');
  if (body.reply_markup) checkButtons(JSON.parse(body.reply_markup));
}

function checkButtons(markup) {
  for (const button of (markup.inline_keyboard || []).flat()) {
    const bytes = Buffer.byteLength(button.callback_data || '');
    if (bytes < 1 || bytes > MOST_BYTES_OF_A_BUTTON) throw new Refusal(400, 'Bad Request: BUTTON_DATA_INVALID');
    if (!(button.text || '').trim()) throw new Refusal(400, 'Bad Request: text buttons are not allowed to be empty');
  }
}

function withoutTags(html) {
  const open = [];
  const rest = html.replace(/<(\/?)([a-z-]+)(?: [^<>]*)?>/g, (_, closing, tag) => {
    if (!TAGS.has(tag)) throw new Refusal(400, `Bad Request: can't parse entities: unsupported start tag "${tag}"`);
    if (closing && open.pop() !== tag) throw new Refusal(400, "Bad Request: can't parse entities: unexpected end tag");
    if (!closing) open.push(tag);
    return '';
  });
  if (open.length || /[<>]/.test(rest) || /&(?!(lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)/i.test(rest)) {
    throw new Refusal(400, "Bad Request: can't parse entities");
  }
  return rest.replace(/&(lt|gt|amp|quot|#\d+|#x[0-9a-f]+);/gi, 'x');
}

module.exports = { checkMessage, Refusal };
