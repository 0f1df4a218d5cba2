package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Scalable targets, their policies, and alarms. */
public final class StubScaling {

    private final Map<String, JsonNode> targets = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> policies = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> alarms = new ConcurrentHashMap<>();

    /** The targets, by the resource that they scale. */
    public Map<String, JsonNode> targets() {
        return Map.copyOf(targets);
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
                "DeregisterScalableTarget", this::deregister,
                "PutScalingPolicy", this::putPolicy,
                "PutMetricAlarm", this::putAlarm,
                "DeleteAlarms", this::deleteAlarms);
    }

    private ObjectNode register(JsonNode body) {
        targets.put(body.path("ResourceId").asText(), body);
        return AwsStub.object().put("ScalableTargetARN", AwsStub.arn("application-autoscaling", "scalable-target/1"));
    }

    private ObjectNode deregister(JsonNode body) {
        String resource = body.path("ResourceId").asText();
        if (targets.remove(resource) == null) {
            throw new Refused(400, "ObjectNotFoundException", "No scalable target found for resource ID: " + resource);
        }
        policies.values().removeIf(policy -> policy.path("ResourceId").asText().equals(resource));
        return AwsStub.object();
    }

    private ObjectNode putPolicy(JsonNode body) {
        if (!targets.containsKey(body.path("ResourceId").asText())) {
            throw new Refused(400, "ObjectNotFoundException", "No scalable target registered");
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
            throw new Refused(404, "ResourceNotFound", "Unknown alarm: " + name);
        }
        return AwsStub.object();
    }
}
