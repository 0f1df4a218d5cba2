package dev.atelier.rest.inference;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.envelope.PathParameters;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Parses requests for inferences. */
public final class InferenceRequestParser {

    private static final String PAYLOAD = "payload_string";

    private InferenceRequestParser() {}

    static CreateInference.Command create(JsonObjectReader body) {
        InferenceSchemas.NewInference job = body.as(InferenceSchemas.NewInference.class);
        TaskType task = TaskType.of(job.taskType());
        InferenceType type = InferenceType.of(job.inferenceType());
        if (task.needsCheckpoint()) {
            body.require("models");
        }
        return new CreateInference.Command(
                Optional.of(type),
                task,
                models(Objects.requireNonNullElse(job.models(), Map.of())),
                Optional.ofNullable(job.endpointName()).map(EndpointName::new));
    }

    /** The models of the job, by type. */
    public static Map<CheckpointType, List<String>> models(Map<String, List<String>> byType) {
        Map<CheckpointType, List<String>> models = new LinkedHashMap<>();
        byType.forEach((type, names) -> models.put(CheckpointType.of(type), names));
        return models;
    }

    /** The payload, when it is part of the request. */
    static Optional<String> payload(JsonObjectReader body, PayloadLimit limit) {
        if (!body.has(PAYLOAD)) {
            return Optional.empty();
        }
        String payload = within(limit, PAYLOAD, body.string(PAYLOAD));
        if (!LazyJsonBody.isObject(payload)) {
            throw new InvalidRequestException("payload_string must be valid json string");
        }
        return Optional.of(payload);
    }

    /** The payload, unless it is too large. */
    public static String within(PayloadLimit limit, String what, String payload) {
        if (payload.getBytes(StandardCharsets.UTF_8).length > limit.bytes()) {
            throw new PayloadTooLargeException(what + " is larger than " + limit.bytes() + " bytes");
        }
        return payload;
    }

    /** The id in a path. */
    public static InferenceJobId id(String text) {
        return InferenceJobId.parse(text)
                .orElseThrow(
                        () -> new NotFoundException("inference with id " + PathParameters.shown(text) + " not found"));
    }

    /** The valid ids; others exist nowhere, and deleting them is not an error. */
    static List<InferenceJobId> ids(JsonObjectReader body) {
        return body.as(InferenceSchemas.InferenceIds.class).inferenceIds().stream()
                .map(InferenceJobId::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}
