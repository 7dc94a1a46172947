"use strict";
/* global hantingInflate */
// Unpacks what compress.py packed: one gzip member, whose extra field holds a CRC-32 of all that follows it.
// No fetch, worker, blob: or data: address: the policy of the page refuses them, and nothing here needs them.

async function hantingUnpack(text) {
  try {
    const packed = hantingFrom85(text);
    return typeof DecompressionStream === "function" ? await hantingGunzip(packed) : hantingGunzipHere(packed);
  } catch (cause) {
    throw new Error(
      "此文件中的地图数据已损坏,请重新索取该文件。 The map data in this file is damaged: ask for the file again.",
      { cause },
    );
  }
}

// Five characters are four bytes. Of any other character the digit is NaN, and so is the number with it.
function hantingFrom85(text) {
  const digits = new Float64Array(128).fill(NaN);
  let next = 0;
  for (let code = 33; code < 127; code += 1) {
    if (![34, 38, 39, 60, 62, 92, 96, 123, 125].includes(code)) digits[code] = next++;
  }
  const spare = (5 - (text.length % 5)) % 5;
  if (spare === 4) throw new Error("length");
  const whole = text + "~".repeat(spare);
  const fields = new DataView(new ArrayBuffer((whole.length / 5) * 4));
  const digit = (at) => digits[whole.charCodeAt(at)];
  for (let at = 0, to = 0; at < whole.length; at += 5, to += 4) {
    const high = (digit(at) * 85 + digit(at + 1)) * 7225 + digit(at + 2) * 85 + digit(at + 3);
    const number = high * 85 + digit(at + 4);
    if (!(number < 4294967296)) throw new Error("digits");
    fields.setUint32(to, number);
  }
  return new Uint8Array(fields.buffer, 0, fields.byteLength - spare);
}

// The stream itself refuses a wrong length or checksum. Response only gathers the parts; nothing is asked of anyone.
async function hantingGunzip(packed) {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(packed);
      controller.close();
    },
  });
  const unpacked = new Response(source.pipeThrough(new DecompressionStream("gzip")));
  return new Uint8Array(await unpacked.arrayBuffer());
}

// For browsers of before 2023. The checksum comes first: the fallback reads past the end of damaged data for ever.
function hantingGunzipHere(packed) {
  const fields = new DataView(packed.buffer);
  const body = packed.subarray(20);
  if (fields.getUint32(0) !== 0x1f8b0804 || fields.getUint32(16, true) !== hantingCrc(body)) throw new Error("crc");
  return hantingInflate(body, new Uint8Array(fields.getUint32(packed.length - 4, true)));
}

function hantingCrc(bytes) {
  const table = new Int32Array(256).map((_, value) => {
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    return value;
  });
  let crc = -1;
  for (let at = 0; at < bytes.length; at += 1) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]) & 255];
  return ~crc >>> 0;
}
