// A photo as small as a book needs it, made on the phone; what would not fit into its memory is left to the server.

const LONGEST = 1600;
const SMALL_ENOUGH = 1_000_000;
const MOST_POINTS = 64_000_000;
const HEAD = 512 * 1024;

/** A JPEG of at most 1600 px, upright; the file itself where the browser cannot read it: the server can, or says why not. */
export async function smaller(file) {
  if ((await points(file)) > MOST_POINTS) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.type === "image/jpeg" && file.size < SMALL_ENOUGH) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86))) ?? file;
  } catch {
    return file;
  }
}

/** How many points its head promises, read without opening it: a small file may be a picture of gigabytes. */
async function points(file) {
  const head = new DataView(await file.slice(0, HEAD).arrayBuffer().catch(() => new ArrayBuffer(0)));
  if (head.byteLength < 24) return 0;
  if (head.getUint32(0) === 0x89504e47) return head.getUint32(16) * head.getUint32(20);
  return head.getUint16(0) === 0xffd8 ? jpegPoints(head) : 0;
}

/** The frame of a JPEG stands behind its notes: each part says how long it is. */
function jpegPoints(head) {
  for (let at = 2; at + 9 < head.byteLength && head.getUint8(at) === 0xff; at += 2 + head.getUint16(at + 2)) {
    const part = head.getUint8(at + 1);
    const isFrame = part >= 0xc0 && part <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(part);
    if (isFrame) return head.getUint16(at + 5) * head.getUint16(at + 7);
  }
  return 0;
}
