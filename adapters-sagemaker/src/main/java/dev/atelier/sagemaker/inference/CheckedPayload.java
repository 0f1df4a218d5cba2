package dev.atelier.sagemaker.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks payloads and copies them to a location that clients cannot write to, because a client could replace its
 * upload after the start.
 */
final class CheckedPayload {

    private final InferencePorts ports;
    private final Path spool;

    CheckedPayload(InferencePorts ports, InferenceTimeouts settings) {
        this.ports = ports;
        this.spool = settings.spool();
    }

    /**
     * @return the location of the checked copy
     * @throws dev.atelier.domain.InvalidRequestException when the payload is not allowed for endpoints
     */
    StorageUri of(InferenceJob job) throws IOException {
        StorageUri location = ports.layout().checkedPayload(job.id());
        try (CallDirectory callDirectory = CallDirectory.below(spool)) {
            Path file = callDirectory.file("payload.json");
            try (InputStream payload = ports.store().open(job.payload())) {
                Files.copy(payload, file);
            }
            try (InputStream payload = Files.newInputStream(file)) {
                ports.check().check(job, ports.payloads().read(payload));
            }
            ports.store().put(location, Files.newInputStream(file), "application/json");
        }
        return location;
    }
}
