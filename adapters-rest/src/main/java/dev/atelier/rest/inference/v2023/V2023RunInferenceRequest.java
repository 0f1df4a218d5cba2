package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.inference.InferenceRequestParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job and its payload in one body. */
final class V2023RunInferenceRequest {

    private static final String ENDPOINT = "sagemaker_endpoint_name";
    private static final String ENDPOINT_IN_PROSE = "sagemaker_endpoint";
    private static final String TASK = "task_type";
    private static final String PROMPT = "prompt";
    private static final String MODELS = "models";

    /** The fields of the job; the rest is its payload. */
    private static final Set<String> ABOUT_THE_JOB = Set.of(ENDPOINT, ENDPOINT_IN_PROSE, TASK, MODELS);

    private final JsonObjectReader body;
    private final TaskType task;

    private V2023RunInferenceRequest(JsonObjectReader body, TaskType task) {
        this.body = body;
        this.task = task;
    }

    static V2023RunInferenceRequest of(JsonObjectReader body) {
        body.require(endpoint(body), TASK);
        TaskType task = TaskType.of(body.string(TASK));
        if (task.needsCheckpoint()) {
            body.require(PROMPT, MODELS).object(MODELS).require(CheckpointType.STABLE_DIFFUSION.word());
            body.string(PROMPT);
        }
        return new V2023RunInferenceRequest(body, task);
    }

    private static String endpoint(JsonObjectReader body) {
        return !body.has(ENDPOINT) && body.has(ENDPOINT_IN_PROSE) ? ENDPOINT_IN_PROSE : ENDPOINT;
    }

    CreateInference.Command command() {
        return new CreateInference.Command(
                Optional.empty(),
                task,
                InferenceRequestParser.models(models()),
                Optional.of(new EndpointName(body.string(endpoint(body)))));
    }

    private Map<String, List<String>> models() {
        JsonObjectReader byType = body.optionalObject(MODELS);
        Map<String, List<String>> models = new LinkedHashMap<>();
        byType.names().forEach(type -> models.put(type, byType.strings(type)));
        return models;
    }

    /** The fields of SD WebUI's API. */
    String payload(PayloadLimit limit) {
        JsonObjectReader payload = V2023DefaultPayload.complete(body, task).without(ABOUT_THE_JOB);
        return InferenceRequestParser.within(limit, "the payload in the request", payload.toJson());
    }
}
