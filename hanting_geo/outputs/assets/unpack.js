"use strict";
/* global hantingInflate */
// Unpacks what compress.py packed: base64 of one gzip member, whose extra field holds a CRC-32 of all that follows it.
// No fetch, worker, blob: or data: address: the policy of the page refuses them, and nothing here needs them.

async function hantingUnpack(text) {
  try {
    const packed = hantingFromBase64(text);
    return typeof DecompressionStream === "function" ? await hantingGunzip(packed) : hantingGunzipHere(packed);
  } catch (cause) {
    throw new Error(
      "此文件中的地图数据已损坏,请重新索取该文件。 The map data in this file is damaged: ask for the file again.",
      { cause },
    );
  }
}

function hantingFromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
  return bytes;
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
