// Uploads a file by parts, or several files, one after another, from the form to the store. What fails is sent again; after more
// failures the same button goes on with what is missing, as long as the page is open.
"use strict";

{
  const MOST_PARTS = 10000; // a limit of S3
  const TRIES = 3;
  const PAUSE = 2000; // milliseconds, and as many more after each try

  let sending = false;

  const pause = time => new Promise(resolve => setTimeout(resolve, time));

  // The request of fetch has no events for what was sent.
  const put = ({ url, content }, tagged, report) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.addEventListener("progress", event => report(event.loaded));
    request.addEventListener("error", () => reject(new Error("The store cannot be reached.")));
    request.addEventListener("load", () => {
      const tag = request.getResponseHeader("ETag");
      if (request.status === 200 && (tag || !tagged)) {
        resolve(tag);
      } else {
        reject(new Error(request.status === 200
          ? "The store hides the ETag of the part: the CORS rule of its bucket has to expose it."
          : `The store answered ${request.status}.`));
      }
    });
    request.send(content);
  });

  // What a form of the console is answered; an error has the sentence of its page.
  const post = async (url, fields) => {
    const answer = await fetch(url, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields) });
    const page = answer.headers.get("HX-Redirect");
    if (page) {
      sending = false;
      location.assign(page);
      return null;
    }
    if (!answer.ok) {
      const error = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("error");
      throw new Error(error ? error.textContent : `The service answered ${answer.status}.`);
    }
    return answer.json();
  };

  const enhance = form => {
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button[type=submit]");
    const area = form.querySelector("[data-upload-progress]");
    const bar = area.querySelector("progress");
    const line = area.querySelector("[role=status]");
    const error = document.getElementById("error");
    let upload = null;

    const inParts = form.dataset.partBytes !== undefined;
    const piece = inParts ? "Part" : "File";

    // The parts of a file, which are sent to one URL each.
    const beginParts = async file => {
      const bytes = Math.max(Number(form.dataset.partBytes), Math.ceil(file.size / MOST_PARTS));
      const parts = Math.max(1, Math.ceil(file.size / bytes));
      const created = await post(form.action, [...new FormData(form), ["name", file.name], ["parts", parts]]);
      const pieces = created && created.urls.map((url, at) => ({ url, content: file.slice(at * bytes, (at + 1) * bytes) }));
      return created && { id: created.id, name: file.name, pieces, tags: [] };
    };

    // Whole files, without those that the service does not want; a slice has no type, which a store in S3 would have to allow.
    const beginFiles = async files => {
      const names = files.map(file => file.name.replace(/\s+/g, " ").trim() || "unnamed");
      const created = await post(form.action, [...new FormData(form), ["files", names.join("\n")]]);
      const pieces = created && created.urls.map((url, at) => ({ url, content: files[at].slice() })).filter(({ url }) => url);
      return created && { id: created.id, name: "", pieces, tags: [] };
    };

    const send = async at => {
      const { pieces } = upload;
      const size = some => some.reduce((sum, { content }) => sum + content.size, 0);
      const before = size(pieces.slice(0, at));
      const all = Math.max(1, size(pieces));
      line.textContent = `${piece} ${at + 1} of ${pieces.length}`;
      for (let tries = 1; ; tries++) {
        try {
          return await put(pieces[at], inParts, sent => { bar.value = (before + sent) / all; });
        } catch (failure) {
          if (tries === TRIES) {
            throw failure;
          }
          await pause(PAUSE * tries);
        }
      }
    };

    const run = async () => {
      upload ??= await (inParts ? beginParts(input.files[0]) : beginFiles([...input.files]));
      if (!upload) {
        return;
      }
      for (const field of form.querySelectorAll("input, select, textarea")) {
        field.disabled = true; // they were sent
      }
      area.hidden = false;
      while (upload.tags.length < upload.pieces.length) {
        upload.tags.push(await send(upload.tags.length));
      }
      bar.removeAttribute("value");
      line.textContent = inParts ? "All parts are sent; the file is being checked." : "All files are sent.";
      await post(`${form.dataset.upload}/${upload.id}/complete`, [["name", upload.name], ["tags", upload.tags.join("\n")]]);
    };

    form.addEventListener("submit", async event => {
      event.preventDefault();
      error.textContent = "";
      button.disabled = true;
      sending = true;
      try {
        await run();
      } catch (failure) {
        error.textContent = failure.message;
        line.textContent = upload ? `${upload.tags.length} of ${upload.pieces.length} ${piece.toLowerCase()}s are sent` : "";
        button.textContent = upload ? "Go on" : "Upload";
        button.disabled = false;
      }
      sending = false;
    });
    window.addEventListener("beforeunload", event => { if (sending) { event.preventDefault(); } });
  };

  document.querySelectorAll("form[data-upload]").forEach(enhance);
}
