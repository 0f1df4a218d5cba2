package dev.atelier.sagemaker.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Payloads as endpoints are given them. The client could upload another after its job was started, so what is checked is put
 * where no client can write.
 */
final class CheckedPayload {

    private final InferencePorts ports;
    private final Path spool;

    CheckedPayload(InferencePorts ports, InferenceTimeouts settings) {
        this.ports = ports;
        this.spool = settings.spool();
    }

    /**
     * Where the endpoint is to fetch the payload.
     *
     * @throws dev.atelier.domain.InvalidRequestException when the payload is not for endpoints
     */
    StorageUri of(InferenceJob job) throws IOException {
        StorageUri place = ports.layout().checkedPayload(job.id());
        try (CallDirectory callDirectory = CallDirectory.below(spool)) {
            Path file = callDirectory.file("payload.json");
            try (InputStream payload = ports.store().open(job.payload())) {
                Files.copy(payload, file);
            }
            Map<String, Set<String>> leftOut = check(job, file);
            if (leftOut.values().stream().anyMatch(names -> !names.isEmpty())) {
                Path copy = callDirectory.file("copy.json");
                PayloadCopy.write(file, copy, leftOut);
                file = copy;
            }
            ports.store().put(place, Files.newInputStream(file), "application/json");
        }
        return place;
    }

    private Map<String, Set<String>> check(InferenceJob job, Path file) throws IOException {
        try (InputStream payload = Files.newInputStream(file)) {
            Map<String, Object> said = ports.payloads().read(payload);
            ports.check().check(job, said);
            return ports.check().leftOut(said);
        }
    }
}
