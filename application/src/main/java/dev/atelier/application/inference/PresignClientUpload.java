package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Returns upload URLs for clients' own files, which clients can share. The service itself does not use these files. */
@UseCase
public class PresignClientUpload {

    /** How long the URL is valid. */
    static final Duration VALIDITY = Duration.ofHours(1);

    private final ModelStore store;
    private final StorageLayout layout;
    private final PayloadLimit limit;

    public PresignClientUpload(ModelStore store, StorageLayout layout, PayloadLimit limit) {
        this.store = store;
        this.layout = layout;
        this.limit = limit;
    }

    /**
     * A URL for one PUT of the file, which replaces an existing one; relative as in {@link ModelStore}.
     *
     * @param bucket if given, the installation's own
     */
    public URI presign(Caller caller, Optional<String> bucket, String key) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        bucket.filter(asked -> !asked.equals(layout.bucket())).ifPresent(other -> {
            throw new InvalidRequestException(
                    "the bucket " + TextSanitizer.quote(other) + " is not this service's; that is " + layout.bucket());
        });
        return store.presignUpload(layout.clientFile(key), VALIDITY, limit.bytes());
    }
}
