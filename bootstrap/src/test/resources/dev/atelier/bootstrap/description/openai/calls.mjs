// Uses the service through OpenAI's own client, as a page does; afterwards `seen` has a line for each call.
import OpenAI from "openai";

const client = (apiKey) => new OpenAI({ baseURL: `${service.url}/v1`, apiKey, dangerouslyAllowBrowser: true });
const openai = client(service.key);
const model = "v1-5-pruned-emaonly";
const panda = { model, prompt: "a cute panda", seed: 7 };
const lines = [];

function saw(...words) {
  lines.push(words.join(" "));
}

async function png(color) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  if (color) {
    const context = canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 64, 32);
  }
  const content = await new Promise((whenReady) => canvas.toBlob(whenReady, "image/png"));
  return new File([content], "image.png", { type: "image/png" });
}

async function inBase64(url) {
  const content = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return btoa(Array.from(content, (byte) => String.fromCharCode(byte)).join(""));
}

async function events(stream) {
  const all = [];
  for await (const event of await stream) {
    all.push(event);
  }
  return all;
}

/** The first event shows an image that is not the one of the last. */
function isUnfinished(all) {
  const [first, last] = [all[0].b64_json, all[all.length - 1].b64_json];
  return first.length > 0 && last.length > 0 && first !== last;
}

async function fails(what, call) {
  try {
    await call();
    saw(what, "did not fail");
  } catch (error) {
    saw(what, error.constructor.name, error.status ?? "in the stream", error.message);
  }
}

async function generate() {
  const linked = await openai.images.generate({ ...panda, response_format: "url" });
  const inline = await openai.images.generate({ ...panda, n: 2, response_format: "b64_json" });
  saw("generate", linked.data.length, inline.data.length, (await inBase64(linked.data[0].url)) === inline.data[0].b64_json);
  const streamed = await events(openai.images.generate({ ...panda, prompt: "slow", stream: true, partial_images: 1 }));
  saw("stream", ...streamed.map((event) => event.type), isUnfinished(streamed));
  await fails("too many", () => openai.images.generate({ ...panda, n: 11 }));
  await fails("no model", () => openai.images.generate({ ...panda, model: "gone" }));
  await fails("links in a stream", () => openai.images.generate({ ...panda, stream: true, response_format: "url" }));
  await fails("failed", () => openai.images.generate({ ...panda, prompt: "fails" }));
  await fails("failed", () => events(openai.images.generate({ ...panda, prompt: "fails", stream: true })));
}

async function edit() {
  const hat = { model, prompt: "a hat" };
  const edited = await openai.images.edit({ ...hat, image: await png("red"), mask: await png("black") });
  saw("edit", edited.data.length, edited.data[0].b64_json.length > 0);
  const streamed = await events(
    openai.images.edit({ ...hat, prompt: "slow", image: [await png("red")], stream: true, partial_images: 1 }),
  );
  saw("stream", ...streamed.map((event) => event.type), isUnfinished(streamed));
  const noMask = new File(["no image"], "mask.png", { type: "image/png" });
  await fails("no mask", async () => openai.images.edit({ ...hat, image: await png("red"), mask: noMask }));
}

async function vary() {
  const varied = await openai.images.createVariation({ model, image: await png("red"), n: 2 });
  saw("variations", varied.data.length);
  await fails("no number", async () => openai.images.createVariation({ model, image: await png("red"), n: 0 }));
}

async function models() {
  const ids = [];
  for await (const found of openai.models.list()) {
    ids.push(found.id);
  }
  saw("models", ids.join(" "), (await openai.models.retrieve(model)).id);
  await fails("no model", () => openai.models.retrieve("gone"));
  await fails("no key", () => client("wrong").models.list());
  await fails("no path", () => openai.files.list());
}

async function run() {
  try {
    await generate();
    await edit();
    await vary();
    await models();
  } catch (error) {
    saw(error.stack);
  }
  return lines.join("\n");
}

window.seen = run();
