package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Scalable targets, their tags and policies, and alarms. Registering an existing target with tags fails. */
public final class StubScaling {

    private final Map<String, JsonNode> targets = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> tags = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> policies = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> alarms = new ConcurrentHashMap<>();

    /** The targets, by the resource that they scale. */
    public Map<String, JsonNode> targets() {
        return Map.copyOf(targets);
    }

    /** The tags of the target that scales the resource. */
    public JsonNode tags(String resource) {
        return tags.getOrDefault(arn(resource), AwsStub.object());
    }

    /** The policies, by name. */
    public Map<String, JsonNode> policies() {
        return Map.copyOf(policies);
    }

    /** The names of the alarms. */
    public Set<String> alarms() {
        return Set.copyOf(alarms.keySet());
    }

    Map<String, AwsStub.Operation> operations() {
        return Map.of(
                "RegisterScalableTarget", this::register,
                "TagResource", this::tag,
                "DeregisterScalableTarget", this::deregister,
                "PutScalingPolicy", this::putPolicy,
                "PutMetricAlarm", this::putAlarm,
                "DeleteAlarms", this::deleteAlarms);
    }

    private ObjectNode register(JsonNode body) {
        String resource = body.path("ResourceId").asText();
        if (body.has("Tags") && targets.containsKey(resource)) {
            throw AwsErrorResponse.invalid(
                    "The scalable target that you tried to tag already exists. To update tags on an existing"
                            + " scalable target, use the TagResource API.");
        }
        targets.put(resource, body);
        if (body.has("Tags")) {
            tags.put(arn(resource), body.path("Tags"));
        }
        return AwsStub.object().put("ScalableTargetARN", arn(resource));
    }

    private ObjectNode tag(JsonNode body) {
        String arn = body.path("ResourceARN").asText();
        if (targets.keySet().stream().map(StubScaling::arn).noneMatch(arn::equals)) {
            throw new AwsErrorResponse(400, "ResourceNotFoundException", "No scalable target found for ARN: " + arn);
        }
        tags.put(arn, body.path("Tags"));
        return AwsStub.object();
    }

    private static String arn(String resource) {
        return AwsStub.arn(
                "application-autoscaling",
                "scalable-target/" + UUID.nameUUIDFromBytes(resource.getBytes(StandardCharsets.UTF_8)));
    }

    private ObjectNode deregister(JsonNode body) {
        String resource = body.path("ResourceId").asText();
        if (targets.remove(resource) == null) {
            throw new AwsErrorResponse(
                    400, "ObjectNotFoundException", "No scalable target found for resource ID: " + resource);
        }
        tags.remove(arn(resource));
        policies.values().removeIf(policy -> policy.path("ResourceId").asText().equals(resource));
        return AwsStub.object();
    }

    private ObjectNode putPolicy(JsonNode body) {
        if (!targets.containsKey(body.path("ResourceId").asText())) {
            throw new AwsErrorResponse(400, "ObjectNotFoundException", "No scalable target registered");
        }
        String name = body.path("PolicyName").asText();
        policies.put(name, body);
        ObjectNode answer = AwsStub.object().put("PolicyARN", AwsStub.arn("autoscaling", "scalingPolicy:1:" + name));
        answer.putArray("Alarms");
        return answer;
    }

    private ObjectNode putAlarm(JsonNode form) {
        alarms.put(form.path("AlarmName").asText(), form);
        return AwsStub.object();
    }

    private ObjectNode deleteAlarms(JsonNode form) {
        String name = form.path("AlarmNames.member.1").asText();
        if (alarms.remove(name) == null) {
            throw new AwsErrorResponse(404, "ResourceNotFound", "Unknown alarm: " + name);
        }
        return AwsStub.object();
    }
}
