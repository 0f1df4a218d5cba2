package dev.atelier.rest.testing;

import io.micronaut.context.annotation.Import;

/** Makes beans of the use cases, as the service itself does. */
@Import(
        packages = {
            "dev.atelier.application.access",
            "dev.atelier.application.activity",
            "dev.atelier.application.audit",
            "dev.atelier.application.checkpoint",
            "dev.atelier.application.dataset",
            "dev.atelier.application.endpoint",
            "dev.atelier.application.event",
            "dev.atelier.application.idempotency",
            "dev.atelier.application.inference",
            "dev.atelier.application.merge",
            "dev.atelier.application.metrics",
            "dev.atelier.application.model",
            "dev.atelier.application.node",
            "dev.atelier.application.tracing",
            "dev.atelier.application.training",
            "dev.atelier.application.usage",
            "dev.atelier.application.webhook"
        },
        annotated = {"dev.atelier.application.UseCase", "dev.atelier.application.Collaborator"})
final class UseCases {

    private UseCases() {}
}
