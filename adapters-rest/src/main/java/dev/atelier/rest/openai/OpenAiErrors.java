package dev.atelier.rest.openai;

import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.envelope.DoorErrors;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Writes errors as OpenAI does: its clients show the message of no other format. */
@Singleton
class OpenAiErrors implements DoorErrors, ExceptionHandler<OpenAiException, HttpResponse<?>> {

    static final String ROOT = "/v1";

    /** OpenAI's clients follow this header. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private static final int FIRST_SERVER_ERROR = 500;

    @Override
    public boolean isFor(HttpRequest<?> request) {
        return request.getPath().equals(ROOT) || request.getPath().startsWith(ROOT + "/");
    }

    @Override
    public OpenAiErrorResponse body(HttpRequest<?> request, HttpStatus status, String sentence) {
        return body(status, sentence, null, code(status));
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, OpenAiException e) {
        MutableHttpResponse<?> response =
                ResponseEnvelope.bare(e.status(), body(e.status(), e.getMessage(), e.param(), e.code()));
        return e.status().getCode() < FIRST_SERVER_ERROR ? response : response.header(SHOULD_RETRY, "false");
    }

    private static MutableHttpResponse<?> withoutRetry(HttpStatus status, String sentence) {
        return ResponseEnvelope.bare(status, body(status, sentence, null, code(status)))
                .header(SHOULD_RETRY, "false");
    }

    /** The answer about a job without images; another try would make them again. */
    static HttpResponse<?> withoutImages(InferenceJob job) {
        boolean goesOn = job.status() == InferenceJobStatus.INPROGRESS;
        return withoutRetry(
                goesOn ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.INTERNAL_SERVER_ERROR, withoutImagesBecause(job));
    }

    /** Why a job has no images, in a sentence. */
    static String withoutImagesBecause(InferenceJob job) {
        return job.status() == InferenceJobStatus.INPROGRESS
                ? "the images are not ready in the time that this service waits; the job goes on, and GET /inferences/"
                        + job.id() + " will have them"
                : "inference " + job.id() + " failed: " + job.error();
    }

    /** That a job's images are there no more, or cannot be read now. */
    static String unreadable(InferenceJob job) {
        return "an image could not be read; GET /inferences/" + job.id()
                + " has the images of this job, unless it was deleted";
    }

    private static OpenAiErrorResponse body(
            HttpStatus status, String sentence, @Nullable String param, @Nullable String code) {
        return new OpenAiErrorResponse(new OpenAiErrorResponse.Details(sentence, type(status), param, code));
    }

    private static String type(HttpStatus status) {
        return switch (status) {
            case FORBIDDEN -> "permission_error";
            case TOO_MANY_REQUESTS -> "rate_limit_error";
            default -> status.getCode() < FIRST_SERVER_ERROR ? "invalid_request_error" : "server_error";
        };
    }

    @Nullable
    private static String code(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> "invalid_api_key";
            case NOT_FOUND -> "not_found";
            case TOO_MANY_REQUESTS -> "rate_limit_exceeded";
            default -> null;
        };
    }
}
