package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks payloads and copies them to a location that clients cannot write to, because a client could replace its
 * upload after the start.
 */
public final class CheckedPayload {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedPayload.class);

    private final PayloadReader payloads;
    private final CheckPayload check;
    private final InvocationFiles files;
    private final Path spool;

    /** @param spool the directory for temporary files */
    public CheckedPayload(PayloadReader payloads, CheckPayload check, InvocationFiles files, Path spool) {
        this.payloads = payloads;
        this.check = check;
        this.files = files;
        this.spool = spool;
    }

    /**
     * @return the location of the checked copy
     * @throws dev.atelier.domain.InvalidRequestException when the payload is not allowed for endpoints
     */
    StorageUri of(InferenceJob job) throws IOException {
        try (TemporaryDirectory temporaryDirectory = TemporaryDirectory.below(spool, "response-", LOG::warn)) {
            Path file = temporaryDirectory.file("payload.json");
            try (InputStream payload = files.open(job.payload())) {
                Files.copy(payload, file);
            }
            Map<String, Set<String>> leftOut = check(job, file);
            if (leftOut.values().stream().anyMatch(names -> !names.isEmpty())) {
                Path copy = temporaryDirectory.file("copy.json");
                PayloadCopy.write(file, copy, leftOut);
                file = copy;
            }
            return files.putCheckedPayload(job, Files.newInputStream(file));
        }
    }

    private Map<String, Set<String>> check(InferenceJob job, Path file) throws IOException {
        try (InputStream payload = Files.newInputStream(file)) {
            Map<String, Object> said = payloads.read(payload);
            check.check(job, said);
            return check.leftOut(said);
        }
    }
}
