package dev.atelier.rest.compatibility;

import dev.atelier.rest.RestSettings;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.util.Map;
import java.util.Set;

/**
 * All differences between the documents and the reference implementation, and which of the two is followed. Created at
 * startup, so that an invalid setting fails it. Immutable.
 */
@Context
public final class CompatibilityMode {

    /** Where the reference requires a user, though not every document has the header. */
    private static final Map<HttpMethod, Set<String>> NAMED_USER_IN_ESD = Map.of(
            HttpMethod.POST,
            Set.of("/roles", "/users", "/checkpoints", "/endpoints", "/inferences", "/trainings"),
            HttpMethod.GET,
            Set.of("/roles", "/users", "/checkpoints", "/endpoints", "/trainings", "/datasets"));

    private final boolean esd;

    /** An operation whose success status differs between the two. */
    public enum Row {
        CREATE_ENDPOINT(HttpStatus.OK, HttpStatus.ACCEPTED),
        DELETE_ENDPOINTS(HttpStatus.OK, HttpStatus.NO_CONTENT),
        CREATE_TRAINING(HttpStatus.OK, HttpStatus.CREATED),
        /** With {@code filenames}; imports by URL are Accepted in both. */
        UPLOAD_CHECKPOINT(HttpStatus.ACCEPTED, HttpStatus.CREATED),
        /** The reference renames in the background; here the new name is valid at once. */
        RENAME_CHECKPOINT(HttpStatus.OK, HttpStatus.ACCEPTED);

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

    /** Whether a request must name its user, beyond the operation's own requirement. */
    public boolean requiresNamedUser(HttpRequest<?> request) {
        return esd
                && NAMED_USER_IN_ESD.getOrDefault(request.getMethod(), Set.of()).contains(request.getPath());
    }

    /** Whether the 2023-07-05 uploads return one object with the URLs of each file, in place of the documented list. */
    public boolean mapsUploadsByFile() {
        return esd;
    }

    /** Whether clients compare the message of a call that names no user with the reference's single word. */
    public boolean comparesUnauthorized() {
        return esd;
    }

    /** Whether a role may have one live endpoint only. */
    boolean limitsRolesToOneEndpoint() {
        return esd;
    }
}
