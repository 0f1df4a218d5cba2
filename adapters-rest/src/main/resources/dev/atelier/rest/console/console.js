// What pages do beside htmx: times in the viewer's zone, previews, and the picture of the form with its mask.
"use strict";

const part = (root, selector) => root.querySelectorAll(selector);

function localTimes(root) {
  for (const time of part(root, "time[datetime]")) {
    time.textContent = new Date(time.dateTime).toLocaleString();
  }
}

// The next preview takes the place of the one before once it is there, so that nothing flickers; a node may have none.
function previews(root) {
  const progress = root.id === "progress" ? root : root.querySelector("#progress");
  const place = document.getElementById("preview");
  if (progress && progress.dataset.preview && place) {
    const image = new Image();
    image.alt = place.dataset.alt;
    image.onload = () => place.replaceChildren(image);
    image.src = progress.dataset.preview;
  }
}

function addToTexts(root) {
  for (const select of part(root, "select[data-adds-to]")) {
    select.addEventListener("change", () => {
      const text = document.getElementById(select.dataset.addsTo);
      text.value += select.value;
      select.selectedIndex = 0;
      text.focus();
    });
  }
}

function complain(sentence) {
  const error = document.getElementById("error");
  error.textContent = sentence;
  error.scrollIntoView({block: "center"});
}

const asDataUrl = file => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

// The picture of the form, and the mask that is painted on it: white where it is to change, as WebUI wants it.
function pictures(root) {
  for (const input of part(root, "input[data-image-for]")) {
    const form = input.form;
    const field = input.closest("fieldset");
    const area = field.querySelector(".painting");
    const canvas = field.querySelector("canvas[data-mask]");
    const drawing = canvas.getContext("2d");
    const mask = document.createElement("canvas");
    const painting = mask.getContext("2d");
    const image = new Image();
    let last = null;
    let painted = false;

    const show = () => {
      drawing.drawImage(image, 0, 0);
      drawing.globalAlpha = 0.6;
      drawing.drawImage(mask, 0, 0);
      drawing.globalAlpha = 1;
    };
    const clearMask = () => {
      painting.clearRect(0, 0, mask.width, mask.height);
      painted = false;
      form.elements.mask.value = "";
      show();
    };
    const clearImage = () => {
      form.elements.init_image.value = "";
      form.elements.mask.value = "";
      input.value = "";
      area.hidden = true;
    };
    const take = async file => {
      const url = await asDataUrl(file);
      image.onload = () => {
        form.elements.init_image.value = url;
        for (const part of [canvas, mask]) {
          part.width = image.naturalWidth;
          part.height = image.naturalHeight;
        }
        area.hidden = false;
        document.getElementById("error").textContent = "";
        clearMask();
      };
      image.onerror = () => {
        clearImage();
        complain("This file is no image that a browser shows: choose a PNG, JPEG or WebP.");
      };
      image.src = url;
    };
    const at = event => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    const stroke = event => {
      const next = at(event);
      painting.strokeStyle = "white";
      painting.lineCap = "round";
      painting.lineWidth = field.querySelector("[data-brush]").value;
      painting.beginPath();
      painting.moveTo(...last);
      painting.lineTo(...next);
      painting.stroke();
      last = next;
      painted = true;
      show();
    };

    input.addEventListener("change", () => input.files.length > 0 ? take(input.files[0]) : clearImage());
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      stroke(event);
    });
    canvas.addEventListener("pointermove", event => { if (last) { stroke(event); } });
    const end = () => {
      last = null;
      if (painted) {
        const whole = document.createElement("canvas");
        whole.width = mask.width;
        whole.height = mask.height;
        const filling = whole.getContext("2d");
        filling.fillRect(0, 0, whole.width, whole.height);
        filling.drawImage(mask, 0, 0);
        form.elements.mask.value = whole.toDataURL("image/png");
      }
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    field.querySelector("[data-clear-mask]").addEventListener("click", clearMask);
    field.querySelector("[data-clear-image]").addEventListener("click", clearImage);
    if (field.dataset.initUrl) {
      fetch(field.dataset.initUrl).then(answer => answer.ok ? answer.blob() : null).then(file => file && take(file));
    }
  }
}

// An image that is sent as it is. The form waits until it is read, so that it does not go out without it.
function sentImages(root) {
  for (const input of part(root, "input[data-sent-as]")) {
    const field = input.form.elements[input.dataset.sentAs];
    const submit = input.form.querySelector("button[type=submit]");
    const place = input.closest("fieldset").querySelector("[data-shown]");
    const area = place.parentElement;
    let chosen = null;

    const clear = () => {
      chosen = null;
      field.value = "";
      place.replaceChildren();
      area.hidden = true;
      submit.disabled = false;
    };
    const take = file => {
      const image = new Image();
      image.alt = "The image that was chosen";
      chosen = image;
      submit.disabled = true;
      image.onload = () => {
        if (chosen === image) {
          field.value = image.src;
          document.getElementById("error").textContent = "";
          place.replaceChildren(image);
          area.hidden = false;
          submit.disabled = false;
        }
      };
      image.onerror = () => {
        if (chosen === image) {
          clear();
          input.value = "";
          complain("This file is no image that a browser shows: choose a PNG, JPEG or WebP.");
        }
      };
      asDataUrl(file).then(url => { image.src = url; }, image.onerror);
    };

    input.addEventListener("change", () => {
      clear();
      if (input.files.length > 0) {
        take(input.files[0]);
      }
    });
    area.querySelector("[data-clear-sent]").addEventListener("click", () => {
      clear();
      input.value = "";
      input.focus();
    });
  }
}

function enhance(root) {
  localTimes(root);
  previews(root);
  addToTexts(root);
  pictures(root);
  sentImages(root);
}

// A proxy's own page has no sentence of ours, and a service that restarts answers nothing: pages that ask regularly go on.
let away = false;

function lost() {
  if (!away) {
    away = true;
    complain("The service does not answer at present. This page goes on when it does.");
  }
}

document.addEventListener("htmx:beforeSwap", event => {
  if (event.detail.isError && !event.detail.serverResponse.includes('id="error"')) {
    event.detail.shouldSwap = false;
    lost();
  }
});
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:afterRequest", event => {
  if (away && event.detail.successful) {
    away = false;
    document.getElementById("error").textContent = "";
  }
});

enhance(document);
document.addEventListener("htmx:load", event => {
  if (event.detail.elt !== document.body) {
    enhance(event.detail.elt);
  }
});
