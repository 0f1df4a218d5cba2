// Works with the service through a client that is typed by the description; prints what it saw, a line for each step.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

const [url, key] = process.argv.slice(2);
const client = (headers: Record<string, string>) => createClient<paths>({ baseUrl: url, headers });
const keyOnly = client({ "x-api-key": key });
const operator = client({ "x-api-key": key, username: "api" });

/** The body of a success; the types say what it has. */
function body<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

async function run() {
  console.log("ping", body(await operator.GET("/ping")).message);

  const role: components["schemas"]["NewRole"] = { role_name: "Generated", permissions: ["inference:all"] };
  console.log("role", body(await operator.POST("/roles", { body: role })).message);
  const user = { username: "generated", password: "long enough for everyone", roles: ["Generated"] };
  body(await operator.POST("/users", { body: user }));
  const users = body(await operator.GET("/users", { params: { query: { limit: 1 } } })).data;
  console.log("users", users.users[0].username, "next", users.last_evaluated_key);

  const begun = body(
    await operator.POST("/checkpoints", {
      body: {
        checkpoint_type: "Lora",
        params: { message: "generated" },
        filenames: [{ filename: "g.safetensors", parts_number: 2 }],
      },
    }),
  ).data;
  console.log("upload with", begun.s3PresignUrl["g.safetensors"].length, "part URLs by", begun.checkpoint.params.creator);
  const query = { types: ["Lora" as const], status: ["Initial" as const], page: 1, per_page: 1 };
  const page = body(await operator.GET("/checkpoints", { params: { query } })).data;
  console.log("checkpoints", page?.checkpoints.length, "of", page?.total, page?.checkpoints[0].status);

  const missing = await operator.POST("/inferences", { body: { inference_type: "Async", task_type: "txt2img" } });
  console.log("missing", missing.response.status, typeof missing.error?.message);
  const id = "00000000-0000-4000-8000-000000000000";
  const unknown = await operator.GET("/inferences/{id}", { params: { path: { id } } });
  console.log("unknown", unknown.response.status);
  const jobs = body(await operator.GET("/inferences", { params: { query: { type: "rembg", limit: 5 } } })).data;
  console.log("jobs", jobs.inferences.length);
  const deployments = await keyOnly.GET("/inference/list-endpoint-deployment-jobs", { params: { query: { limit: 1 } } });
  console.log("2023", body(deployments).length);
}

run().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
