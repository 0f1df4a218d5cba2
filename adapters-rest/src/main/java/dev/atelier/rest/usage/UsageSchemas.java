package dev.atelier.rest.usage;

/** The bodies of responses, for the OpenAPI description only. */
final class UsageSchemas {

    private UsageSchemas() {}

    record UsageAnswer(int statusCode, UsageResponse data, String message) {}
}
