"""Works with the service through a generated client; prints what it saw, a line for each step."""

import sys

import atelier_client as c

URL, KEY = sys.argv[1:]
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def client(**headers):
    client = c.ApiClient(c.Configuration(host=URL))
    for name, value in headers.items():
        client.set_default_header(name, value)
    return client


def status(call, *arguments):
    try:
        call(*arguments)
        return "no failure"
    except c.ApiException as e:
        return e.status


key_only = client(**{"x-api-key": KEY})
admin = client(**{"x-api-key": KEY, "username": "admin"})
access, checkpoints = c.AccessApi(admin), c.CheckpointApi(admin)
endpoints, inferences, datasets = c.EndpointApi(admin), c.InferenceApi(admin), c.DatasetApi(admin)

print("ping", c.ServiceApi(admin).ping().message)

print("role", access.create_role(c.NewRole(role_name="Generated", permissions=["inference:all"])).message)
access.create_user(c.NewUser(username="generated", password="long enough for everyone", roles=["Generated"]))
page = access.list_users(limit=1).data
print("users", [user.username for user in page.users], "next", page.last_evaluated_key)

created = endpoints.create_endpoint(
    c.NewEndpoint(
        endpoint_name="generated",
        endpoint_type="Async",
        instance_type="ml.g5.2xlarge",
        initial_instance_count=1,
        autoscaling_enabled=False,
        assign_to_roles=["Generated"],
    )
).data
print("endpoint", created.endpoint_name, created.endpoint_status)
print("listed", len(endpoints.list_endpoints(limit=5).data.endpoints))
endpoints.delete_endpoints(c.EndpointNames(endpoint_name_list=["no-such-endpoint"]))

begun = checkpoints.create_checkpoint(
    c.NewCheckpoint(
        checkpoint_type="Lora",
        params=c.NewCheckpointParams(message="generated"),
        filenames=[c.NewCheckpointFile(filename="g.safetensors", parts_number=2)],
    )
).data
print("upload with", len(begun.s3_presign_url["g.safetensors"]), "part URLs by", begun.checkpoint.params.creator)
page = checkpoints.list_checkpoints(types=["Lora"], status=["Initial"], page=1, per_page=1).data
print("checkpoints", len(page.checkpoints), "of", page.total, page.checkpoints[0].type, page.checkpoints[0].status)

data = datasets.create_dataset(
    c.NewDataset(
        dataset_name="generated",
        content=[c.NewItem(filename="a.png", name="a.png", type="image", params={"caption": {"words": ["a"]}})],
        params={"by": "a generated client"},
    )
).data
print("dataset", data.dataset_name, list(data.s3_presign_url))
print("item", datasets.get_dataset("generated").data.data[0].data_status)

print("missing", status(inferences.create_inference_job, c.NewInference(inference_type="Async", task_type="txt2img")))
print("unknown", status(inferences.get_inference_job, UNKNOWN))
print("jobs", inferences.list_inference_jobs(type="rembg", limit=5).data.inferences)
print("2023", len(c.EndpointApi(key_only).list_endpoint_deployment_jobs(limit=1)))
