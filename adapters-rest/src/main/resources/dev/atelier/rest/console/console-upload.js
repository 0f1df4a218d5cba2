// Uploads a file by parts, or several files, some at once, from the form to the store. What fails is sent again; after more
// failures, or a pause, the same button goes on with what is missing. After a reload the service says what has arrived, and the
// user chooses the file again.
"use strict";

{
  const MOST_PARTS = 10000; // a limit of S3
  const AT_ONCE = 2;
  const TRIES = 3;
  const PAUSE = 2000; // milliseconds, and as many more after each try

  const sending = new Set(); // forms

  const pause = time => new Promise(resolve => setTimeout(resolve, time));

  // The request of fetch has no events for what was sent.
  const put = ({ url, content }, tagged, report, signal) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.addEventListener("progress", event => report(event.loaded));
    request.addEventListener("error", () => reject(new Error("The store cannot be reached.")));
    request.addEventListener("abort", () => reject(signal.reason));
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
    signal.addEventListener("abort", () => request.abort());
    request.send(content);
  });

  // To the page that follows, unless that would end what other forms send.
  const leave = (form, page) => {
    if (sending.size === 0) {
      location.assign(page);
      return;
    }
    const link = document.createElement("a");
    link.href = page;
    link.textContent = "This upload has ended. Go on when the others are sent.";
    const line = document.createElement("p");
    line.className = "wide";
    line.setAttribute("role", "status");
    line.append(link);
    form.replaceChildren(...form.querySelectorAll("h2"), line);
  };

  // What a form of the console is answered; an error has the sentence of its page.
  const post = async (form, url, fields) => {
    const answer = await fetch(url, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields) });
    const page = answer.headers.get("HX-Redirect");
    if (page) {
      sending.delete(form);
      leave(form, page);
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
    const list = area.querySelector("ol");
    const pauseButton = area.querySelector("[data-pause]");
    const cancelButton = form.querySelector("[data-cancel]");
    const error = document.getElementById("error");
    let upload = null;
    let stop = null;

    const inParts = form.dataset.partBytes !== undefined;
    const kind = inParts ? "part" : "file";

    // The parts of a file, which are sent to one URL each, without those that the store has.
    const beginParts = async file => {
      const bytes = Math.max(Number(form.dataset.partBytes), Math.ceil(file.size / MOST_PARTS));
      const parts = Math.max(1, Math.ceil(file.size / bytes));
      const created = await post(form, form.action, [...new FormData(form), ["name", file.name], ["parts", parts], ["bytes", file.size]]);
      const pieces = created && created.urls.map((url, at) => {
        const content = file.slice(at * bytes, (at + 1) * bytes);
        const arrived = created.arrived?.[at + 1];
        const done = arrived !== undefined && (arrived.size === content.size || arrived.size < 0); // -1 where the file is whole
        return { url, content, done, tag: done ? arrived.tag : null, label: `Part ${at + 1}` };
      });
      return created && { id: created.id, name: file.name, pieces };
    };

    // Whole files, without those that the service does not want; a slice has no type, which a store in S3 would have to allow.
    const beginFiles = async files => {
      const names = files.map(file => file.name.replace(/\s+/g, " ").trim() || "unnamed");
      const created = await post(form, form.action, [...new FormData(form), ["files", names.join("\n")]]);
      const pieces = created && created.urls
        .map((url, at) => ({ url, content: files[at].slice(), done: false, label: names[at] }))
        .filter(({ url }) => url);
      return created && { id: created.id, name: "", pieces };
    };

    const show = () => {
      const { pieces } = upload;
      const all = pieces.reduce((sum, { content }) => sum + content.size, 0);
      bar.value = all === 0 ? 1 : pieces.reduce((sum, { sent }) => sum + sent, 0) / all;
    };

    const count = () => {
      const done = upload.pieces.filter(piece => piece.done).length;
      line.textContent = `${done} of ${upload.pieces.length} ${kind}s are sent`;
    };

    const showPieces = () => {
      list.replaceChildren(...upload.pieces.map(piece => {
        piece.sent = piece.done ? piece.content.size : 0;
        piece.bar = document.createElement("progress");
        piece.bar.value = piece.done ? 1 : 0;
        piece.bar.setAttribute("aria-label", piece.label);
        const item = document.createElement("li");
        item.append(piece.label, piece.bar);
        return item;
      }));
    };

    const report = (piece, sent) => {
      piece.sent = sent;
      piece.bar.value = piece.content.size === 0 ? 1 : sent / piece.content.size;
      show();
    };

    const send = async (piece, signal) => {
      for (let tries = 1; ; tries++) {
        signal.throwIfAborted();
        try {
          piece.tag = await put(piece, inParts, sent => report(piece, sent), signal);
          piece.done = true;
          report(piece, piece.content.size);
          count();
          return;
        } catch (failure) {
          report(piece, 0);
          if (tries === TRIES || signal.aborted) {
            throw failure;
          }
          await pause(PAUSE * tries);
        }
      }
    };

    const run = async () => {
      if (!upload) {
        upload = await (inParts ? beginParts(input.files[0]) : beginFiles([...input.files]));
        if (!upload) {
          return;
        }
        for (const field of form.querySelectorAll("input, select, textarea")) {
          field.disabled = true; // they were sent
        }
        showPieces();
      }
      area.hidden = false;
      show();
      count();
      const left = upload.pieces.filter(piece => !piece.done);
      const next = async () => {
        while (left.length > 0) {
          await send(left.shift(), stop.signal);
        }
      };
      pauseButton.hidden = false;
      if (cancelButton) {
        cancelButton.hidden = false;
      }
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      pauseButton.hidden = true;
      if (cancelButton) {
        cancelButton.hidden = true; // the file is not the upload's any more
      }
      bar.removeAttribute("value");
      line.textContent = inParts ? "All parts are sent; the file is being checked." : "All files are sent.";
      const tags = upload.pieces.map(({ tag }) => tag).join("\n");
      await post(form, `${form.dataset.upload}/${upload.id}/complete`, [["name", upload.name], ["tags", tags]]);
    };

    form.addEventListener("submit", async event => {
      event.preventDefault();
      error.textContent = "";
      button.disabled = true;
      sending.add(form);
      stop = new AbortController();
      try {
        await run();
      } catch (failure) {
        if (!stop.signal.aborted) {
          error.textContent = failure.message;
          stop.abort(); // what is sent beside it
        }
        if (upload) {
          show();
          count();
          button.textContent = "Go on";
        }
        pauseButton.hidden = true;
        if (cancelButton) {
          cancelButton.hidden = !upload && !form.dataset.id;
        }
        button.disabled = false;
      }
      sending.delete(form);
    });

    pauseButton.addEventListener("click", () => stop.abort());
    cancelButton?.addEventListener("click", async () => {
      if (!confirm("Cancel this upload? What has arrived of it is deleted.")) {
        return;
      }
      stop?.abort();
      error.textContent = "";
      try {
        await post(form, `${form.dataset.upload}/${upload ? upload.id : form.dataset.id}/cancel`, []);
      } catch (failure) {
        error.textContent = failure.message;
      }
    });

    const zone = form.querySelector("[data-drop]");
    const over = is => event => {
      event.preventDefault();
      zone.classList.toggle("over", is && !input.disabled);
    };
    zone?.addEventListener("dragover", over(true));
    zone?.addEventListener("dragleave", over(false));
    zone?.addEventListener("drop", event => {
      over(false)(event);
      const { files } = event.dataTransfer;
      if (files.length > 1 && !input.multiple) {
        error.textContent = "Drop one file, not several.";
      } else if (files.length > 0 && !input.disabled) {
        error.textContent = "";
        input.files = files;
      }
    });
  };

  window.addEventListener("beforeunload", event => { if (sending.size > 0) { event.preventDefault(); } });

  document.querySelectorAll("form[data-upload]").forEach(enhance);
}
