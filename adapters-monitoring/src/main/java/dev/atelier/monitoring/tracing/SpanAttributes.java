package dev.atelier.monitoring.tracing;

import dev.atelier.domain.inference.InferenceJob;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/** The attributes of spans: those of OpenTelemetry's conventions where there is one. None has what users wrote in a prompt. */
final class SpanAttributes {

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("atelier.request.id");
    static final AttributeKey<String> NODE = AttributeKey.stringKey("atelier.node");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("atelier.job.status");

    private static final AttributeKey<String> USER = AttributeKey.stringKey("enduser.id");
    private static final AttributeKey<String> JOB = AttributeKey.stringKey("atelier.job.id");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("atelier.job.type");
    private static final AttributeKey<String> TASK = AttributeKey.stringKey("atelier.job.task");
    private static final AttributeKey<String> ENDPOINT = AttributeKey.stringKey("atelier.endpoint");
    private static final AttributeKey<String> BACKEND = AttributeKey.stringKey("atelier.backend");

    private SpanAttributes() {}

    /** What each span of a job has. */
    static Attributes of(InferenceJob job) {
        return Attributes.builder()
                .put(JOB, job.id().toString())
                .put(USER, job.user().value())
                .put(TYPE, job.inferenceType().word())
                .put(TASK, job.taskType().word())
                .put(ENDPOINT, job.place().name().value())
                .put(BACKEND, job.place().backend())
                .build();
    }
}
