'use strict';
// Reads forms with files, as far as sendDocument needs it.

function formParts(req, res, next) {
  const boundary = /^multipart\/form-data;.*boundary=(.+)$/.exec(req.headers['content-type'] || '');
  if (!boundary) return next();
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    req.body = read(Buffer.concat(chunks).toString('latin1'), boundary[1]);
    next();
  });
  return undefined;
}

function read(text, boundary) {
  const fields = {};
  for (const part of text.split(`--${boundary}`).slice(1, -1)) {
    const [head, ...rest] = part.split('\r\n\r\n');
    const content = rest.join('\r\n\r\n').replace(/\r\n$/, '');
    const name = (/name="([^"]+)"/.exec(head) || [])[1];
    const file = (/filename="([^"]+)"/.exec(head) || [])[1];
    fields[name] = file ? { name: file, size: content.length, starts: content.slice(0, 5) } : Buffer.from(content, 'latin1').toString();
  }
  if (typeof fields.document === 'string' && fields.document.startsWith('attach://')) {
    fields.document = fields[fields.document.slice('attach://'.length)];
  }
  return fields;
}

module.exports = { formParts };
