package dev.atelier.rest.compatibility;

import dev.atelier.rest.RestSettings;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.util.Map;
import java.util.Set;

/**
 * Everything in which the documents and the reference implementation differ, and which of the two is followed here. Made at
 * the start, so that a wrong setting ends it. Immutable.
 */
@Context
public final class CompatibilityMode {

    /** Where the reference wants to be told the user, though not every document asks for the header. */
    private static final Map<HttpMethod, Set<String>> NAMED_USER_IN_ESD = Map.of(
            HttpMethod.POST,
            Set.of("/roles", "/users", "/checkpoints", "/endpoints", "/inferences", "/trainings"),
            HttpMethod.GET,
            Set.of("/roles", "/users", "/checkpoints", "/endpoints", "/trainings", "/datasets"));

    private final boolean esd;

    /** An operation that answers success with another status here than there. */
    public enum Row {
        CREATE_ENDPOINT(HttpStatus.OK, HttpStatus.ACCEPTED),
        DELETE_ENDPOINTS(HttpStatus.OK, HttpStatus.NO_CONTENT),
        CREATE_TRAINING(HttpStatus.OK, HttpStatus.CREATED),
        /** With {@code filenames}; imports by URL are Accepted in both. */
        UPLOAD_CHECKPOINT(HttpStatus.ACCEPTED, HttpStatus.CREATED);

        private final HttpStatus inDocuments;
        private final HttpStatus inEsd;

        Row(HttpStatus inDocuments, HttpStatus inEsd) {
            this.inDocuments = inDocuments;
            this.inEsd = inEsd;
        }
    }

    CompatibilityMode(RestSettings settings) {
        this.esd = settings.isEsd();
    }

    /** The status of this operation's success; controllers pass it on: {@code Answer.of(compatibility.status(row), data)}. */
    public HttpStatus status(Row operation) {
        return esd ? operation.inEsd : operation.inDocuments;
    }

    /** Whether a request must name its user in a header, beyond what the operation itself requires. */
    public boolean requiresNamedUser(HttpRequest<?> request) {
        return esd
                && NAMED_USER_IN_ESD.getOrDefault(request.getMethod(), Set.of()).contains(request.getPath());
    }

    /** Whether the 2023-07-05 uploads answer one object with the URLs of each file, in place of what is documented. */
    public boolean mapsUploadsByFile() {
        return esd;
    }

    /** Whether a role to which a live endpoint is open gets no other. */
    boolean limitsRolesToOneEndpoint() {
        return esd;
    }
}
