package dev.atelier.rest.job;

/** The bodies of responses, for the OpenAPI description only. */
final class JobSchemas {

    private JobSchemas() {}

    record JobAnswer(int statusCode, JobView data, String message) {}
}
