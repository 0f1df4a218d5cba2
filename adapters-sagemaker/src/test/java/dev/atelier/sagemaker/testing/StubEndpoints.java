package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Models, configurations and endpoints. An endpoint is Creating for a short time and then InService, or in the state
 * that the test sets; in transitional states it cannot be deleted.
 */
public final class StubEndpoints {

    private static final Set<String> IN_PROGRESS = Set.of("Creating", "Updating", "SystemUpdating", "RollingBack");

    private final ScheduledExecutorService timer;
    private final StubQueue queue;
    private final Map<String, JsonNode> models = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> configurations = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, State> endpoints = new ConcurrentHashMap<>();
    private volatile Duration creationTakes = Duration.ofMillis(100);
    private volatile String creationFails;

    private record State(String configuration, String status, String reason) {

        private State now(String next, String why) {
            return new State(configuration, next, why);
        }
    }

    StubEndpoints(ScheduledExecutorService timer, StubQueue queue) {
        this.timer = timer;
        this.queue = queue;
    }

    /** How long new endpoints are Creating. */
    public void creationTakes(Duration time) {
        creationTakes = time;
    }

    /** Makes new endpoints fail after Creating; null: they succeed. */
    public void creationFails(String reason) {
        creationFails = reason;
    }

    /** Sets the state of an endpoint. */
    public void become(String name, String status, String reason) {
        endpoints.computeIfPresent(name, (key, state) -> {
            queue.deliver(event(name, status, reason));
            return state.now(status, reason);
        });
    }

    /** Removes an endpoint, as an operator might in AWS. */
    public void vanish(String name) {
        endpoints.remove(name);
    }

    public Set<String> names() {
        return Set.copyOf(endpoints.keySet());
    }

    /** Whether nothing is left: no model, no configuration, no endpoint. */
    public boolean isEmpty() {
        return models.isEmpty() && configurations.isEmpty() && endpoints.isEmpty();
    }

    /** The configuration of an endpoint in service; empty if there is none. */
    Optional<JsonNode> serving(String name) {
        return Optional.ofNullable(endpoints.get(name))
                .filter(state ->
                        state.status().equals("InService") || state.status().equals("Updating"))
                .map(state -> configurations.get(state.configuration()));
    }

    Map<String, AwsStub.Operation> operations() {
        return Map.of(
                "CreateModel", this::createModel,
                "CreateEndpointConfig", this::createConfiguration,
                "CreateEndpoint", this::createEndpoint,
                "DescribeEndpoint", this::describeEndpoint,
                "UpdateEndpointWeightsAndCapacities", this::updateCapacity,
                "DeleteEndpoint", this::deleteEndpoint,
                "DeleteEndpointConfig", body -> remove(configurations, body, "EndpointConfigName", "endpoint-config"),
                "DeleteModel", body -> remove(models, body, "ModelName", "model"));
    }

    private ObjectNode createModel(JsonNode body) {
        return add(models, body, "ModelName", "model", "ModelArn");
    }

    private ObjectNode createConfiguration(JsonNode body) {
        String model = body.path("ProductionVariants").path(0).path("ModelName").asText();
        if (!models.containsKey(model)) {
            throw missing("model", model);
        }
        return add(configurations, body, "EndpointConfigName", "endpoint-config", "EndpointConfigArn");
    }

    private ObjectNode createEndpoint(JsonNode body) {
        String name = body.path("EndpointName").asText();
        String configuration = body.path("EndpointConfigName").asText();
        if (!configurations.containsKey(configuration)) {
            throw missing("endpoint-config", configuration);
        }
        if (endpoints.putIfAbsent(name, new State(configuration, "Creating", null)) != null) {
            throw already("endpoint", name);
        }
        queue.deliver(event(name, "Creating", null));
        String reason = creationFails;
        timer.schedule(
                () -> become(name, reason == null ? "InService" : "Failed", reason),
                creationTakes.toMillis(),
                TimeUnit.MILLISECONDS);
        return AwsStub.object().put("EndpointArn", AwsStub.arn("sagemaker", "endpoint/" + name));
    }

    private ObjectNode describeEndpoint(JsonNode body) {
        String name = body.path("EndpointName").asText();
        State state = Optional.ofNullable(endpoints.get(name)).orElseThrow(() -> missing("endpoint", name));
        ObjectNode answer = AwsStub.object()
                .put("EndpointName", name)
                .put("EndpointStatus", state.status())
                .put("EndpointConfigName", state.configuration())
                .put("FailureReason", state.reason());
        answer.withArray("/ProductionVariants")
                .addObject()
                .put("VariantName", "prod")
                .put(
                        "CurrentInstanceCount",
                        state.status().equals("Creating") ? 0 : counts.getOrDefault(name, instances(state)));
        return answer;
    }

    private int instances(State state) {
        return configurations
                .get(state.configuration())
                .path("ProductionVariants")
                .path(0)
                .path("InitialInstanceCount")
                .asInt();
    }

    /** Only of an endpoint in service, which is Updating for a short time. */
    private ObjectNode updateCapacity(JsonNode body) {
        String name = body.path("EndpointName").asText();
        State state = Optional.ofNullable(endpoints.get(name)).orElseThrow(() -> missing("endpoint", name));
        if (!state.status().equals("InService")) {
            throw AwsErrorResponse.invalid(
                    "Cannot update in-progress endpoint \"" + AwsStub.arn("sagemaker", "endpoint/" + name) + "\".");
        }
        JsonNode desired = body.path("DesiredWeightsAndCapacities").path(0);
        if (!desired.path("VariantName").asText().equals("prod")) {
            throw AwsErrorResponse.invalid("Cannot find variant " + desired.path("VariantName"));
        }
        become(name, "Updating", null);
        timer.schedule(
                () -> {
                    counts.put(name, desired.path("DesiredInstanceCount").asInt());
                    become(name, "InService", null);
                },
                creationTakes.toMillis(),
                TimeUnit.MILLISECONDS);
        return AwsStub.object().put("EndpointArn", AwsStub.arn("sagemaker", "endpoint/" + name));
    }

    private ObjectNode deleteEndpoint(JsonNode body) {
        String name = body.path("EndpointName").asText();
        State state = Optional.ofNullable(endpoints.get(name)).orElseThrow(() -> missing("endpoint", name));
        if (IN_PROGRESS.contains(state.status())) {
            throw AwsErrorResponse.invalid(
                    "Cannot update in-progress endpoint \"" + AwsStub.arn("sagemaker", "endpoint/" + name) + "\".");
        }
        endpoints.remove(name);
        queue.deliver(event(name, "Deleted", null));
        return AwsStub.object();
    }

    private static ObjectNode add(
            Map<String, JsonNode> known, JsonNode body, String nameField, String kind, String arnField) {
        String name = body.path(nameField).asText();
        if (known.putIfAbsent(name, body) != null) {
            throw already(kind, name);
        }
        return AwsStub.object().put(arnField, AwsStub.arn("sagemaker", kind + "/" + name));
    }

    private static ObjectNode remove(Map<String, JsonNode> known, JsonNode body, String nameField, String kind) {
        String name = body.path(nameField).asText();
        if (known.remove(name) == null) {
            throw missing(kind, name);
        }
        return AwsStub.object();
    }

    private static AwsErrorResponse missing(String kind, String name) {
        return AwsErrorResponse.invalid("Could not find " + kind.replace("endpoint-config", "endpoint configuration")
                + " \"" + AwsStub.arn("sagemaker", kind + "/" + name) + "\".");
    }

    private static AwsErrorResponse already(String kind, String name) {
        return AwsErrorResponse.invalid(
                "Cannot create already existing " + kind + " \"" + AwsStub.arn("sagemaker", kind + "/" + name) + "\".");
    }

    /** EventBridge writes statuses in capitals. */
    private static String event(String name, String status, String reason) {
        ObjectNode event = AwsStub.object()
                .put("version", "0")
                .put("detail-type", "SageMaker Endpoint State Change")
                .put("source", "aws.sagemaker");
        event.putObject("detail")
                .put("EndpointName", name)
                .put("EndpointStatus", status.equals("InService") ? "IN_SERVICE" : status.toUpperCase())
                .put("FailureReason", reason);
        return event.toString();
    }
}
