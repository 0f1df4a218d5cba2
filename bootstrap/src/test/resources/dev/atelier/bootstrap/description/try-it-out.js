// Authorizes, tries the list of roles with a page of one row, and returns the request and the response that the page shows.
(async () => {
  const until = async find => {
    for (let i = 0; i < 400; i++) {
      const found = find();
      if (found) return found;
      await new Promise(done => setTimeout(done, 50));
    }
    throw new Error("not on the page: " + find);
  };
  const type = (input, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  (await until(() => document.querySelector(".auth-wrapper .authorize"))).click();
  const key = await until(() =>
    [...document.querySelectorAll(".auth-container")].find(form => form.textContent.includes("x-api-key")));
  type(key.querySelector("input"), "API_KEY");
  (await until(() => key.querySelector("button.authorize"))).click();
  (await until(() => document.querySelector("button.btn-done"))).click();
  const operation = await until(() => document.getElementById("operations-access-ListRoles"));
  operation.querySelector(".opblock-summary-control").click();
  (await until(() => operation.querySelector(".try-out__btn"))).click();
  type(await until(() => operation.querySelector("tr[data-param-name=limit] input:not([disabled])")), "1");
  await new Promise(done => setTimeout(done, 1000)); // the page reads what is typed after a pause
  (await until(() => operation.querySelector("button.execute"))).click();
  const response = await until(() => operation.querySelector(".live-responses-table tbody td.response-col_status"));
  await until(() => operation.querySelector(".live-responses-table tbody td.response-col_description pre"));
  return [
    operation.querySelector(".request-url pre").textContent.trim(),
    response.textContent.trim(),
    operation.querySelector(".live-responses-table tbody td.response-col_description").textContent,
  ].join("\n");
})()
