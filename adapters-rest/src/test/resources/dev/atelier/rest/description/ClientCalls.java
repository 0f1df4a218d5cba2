package calls;

import client.ApiClient;
import client.ApiException;
import client.api.AccessApi;
import client.api.CheckpointApi;
import client.api.EndpointApi;
import client.api.InferenceApi;
import client.api.ServiceApi;
import client.model.CheckpointListResponse;
import client.model.CheckpointListResponseItem;
import client.model.EndpointNames;
import client.model.EndpointView;
import client.model.NewCheckpoint;
import client.model.NewCheckpointAnswer;
import client.model.NewCheckpointFile;
import client.model.NewCheckpointParams;
import client.model.NewEndpoint;
import client.model.NewInference;
import client.model.NewRole;
import client.model.NewUser;
import client.model.UserListResponse;
import client.model.UserView;
import client.model.V2023NewDeployment;
import java.util.ArrayList;
import java.util.List;

/** Works with the service through a generated client. */
public final class ClientCalls {

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private ClientCalls() {}

    /** What the client saw, a line for each step. */
    public static List<String> run(String url, String key) throws ApiException {
        ApiClient client = client(url).setRequestInterceptor(
                request -> request.header("x-api-key", key).header("username", "admin"));
        ApiClient keyOnly = client(url).setRequestInterceptor(request -> request.header("x-api-key", key));
        List<String> seen = new ArrayList<>();
        seen.add("ping " + new ServiceApi(client).ping().getMessage());
        users(new AccessApi(client), seen);
        endpoints(new EndpointApi(client), seen);
        checkpoints(new CheckpointApi(client), seen);
        seen.add("checkpoints without a user " + withoutUser(new CheckpointApi(keyOnly), new CheckpointApi(client)));
        inferences(new InferenceApi(client), seen);
        generation2023(new EndpointApi(keyOnly), new InferenceApi(keyOnly), seen);
        return seen;
    }

    private static ApiClient client(String url) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        return client;
    }

    private static void users(AccessApi access, List<String> seen) throws ApiException {
        NewRole role = new NewRole().roleName("Generated").permissions(List.of("inference:all"));
        seen.add("role " + access.createRole(role).getMessage());
        access.createUser(new NewUser()
                .username("generated")
                .password("long enough for everyone")
                .roles(List.of("Generated")));
        UserListResponse page = access.listUsers(null, 1, null).getData();
        UserView user = page.getUsers().get(0);
        seen.add("users [" + user.getUsername() + "] of " + user.getRoles() + ", next " + page.getLastEvaluatedKey());
    }

    private static void endpoints(EndpointApi api, List<String> seen) throws ApiException {
        EndpointView endpoint = api.createEndpoint(new NewEndpoint()
                        .endpointName("generated")
                        .endpointType(NewEndpoint.EndpointTypeEnum.ASYNC)
                        .instanceType("ml.g5.2xlarge")
                        .initialInstanceCount(1)
                        .autoscalingEnabled(false)
                        .assignToRoles(List.of("Generated")))
                .getData();
        int listed = api.listEndpoints(null, 5, null).getData().getEndpoints().size();
        seen.add("endpoint " + endpoint.getEndpointName() + " " + endpoint.getEndpointStatus() + ", listed " + listed);
        api.deleteEndpoints(new EndpointNames().endpointNameList(List.of("no-such-endpoint")), null);
        seen.add("endpoint deleted");
    }

    private static void checkpoints(CheckpointApi api, List<String> seen) throws ApiException {
        NewCheckpointAnswer created = api.createCheckpoint(new NewCheckpoint()
                .checkpointType(NewCheckpoint.CheckpointTypeEnum.LORA)
                .params(new NewCheckpointParams().message("generated"))
                .filenames(List.of(new NewCheckpointFile().filename("g.safetensors").partsNumber(2))));
        seen.add("upload with "
                + created.getData().getS3PresignUrl().get("g.safetensors").size() + " part URLs, created by "
                + created.getData().getCheckpoint().getParams().getCreator());
        CheckpointListResponse page = api.listCheckpoints(null, List.of("Lora"), List.of("Initial"), null, 1, 1)
                .getData();
        CheckpointListResponseItem first = page.getCheckpoints().get(0);
        seen.add("checkpoints " + page.getCheckpoints().size() + " of " + page.getTotal() + " on page "
                + page.getPage() + ": " + first.getType() + " " + first.getStatus());
    }

    /** In the reference's mode, this operation needs a user. */
    private static int withoutUser(CheckpointApi keyOnly, CheckpointApi client) throws ApiException {
        try {
            return keyOnly.listCheckpoints(null, null, null, null, null, null)
                    .getCheckpoints()
                    .size();
        } catch (ApiException e) {
            if (e.getCode() != 401) {
                throw e;
            }
            return client.listCheckpoints(null, null, null, null, null, null)
                    .getData()
                    .getCheckpoints()
                    .size();
        }
    }

    private static void inferences(InferenceApi api, List<String> seen) throws ApiException {
        try {
            api.createInferenceJob(
                    new NewInference()
                            .inferenceType(NewInference.InferenceTypeEnum.ASYNC)
                            .taskType(NewInference.TaskTypeEnum.TXT2IMG),
                    "generated",
                    null);
        } catch (ApiException e) {
            seen.add("missing property " + e.getCode());
        }
        try {
            api.getInferenceJob(UNKNOWN);
        } catch (ApiException e) {
            seen.add("unknown job " + e.getCode());
        }
        seen.add("jobs "
                + api.listInferenceJobs(null, "rembg", 5, null).getData().getInferences());
    }

    private static void generation2023(EndpointApi endpoints, InferenceApi inferences, List<String> seen)
            throws ApiException {
        Object answer = endpoints.deploySagemakerEndpoint(
                new V2023NewDeployment().instanceType("ml.g4dn.xlarge").initialInstanceCount(1));
        int listed = endpoints.listEndpointDeploymentJobs(1, null).size();
        seen.add("2023 deployment " + answer + ", listed " + listed);
        String url = inferences.generatePresignedUrlForUploading("upload/generated.json", null);
        seen.add("2023 upload URL" + (url.startsWith("http") ? "" : " " + url));
    }
}
