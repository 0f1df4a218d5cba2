package dev.atelier.persistence.storage;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** A store that logs what it could not delete quietly. */
public interface QuietDeletion extends ModelStore {

    @Override
    default void deleteQuietly(StorageUri location) {
        try {
            deleteAll(location);
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(getClass()).warn("{} is no longer needed but could not be deleted", location, e);
        }
    }
}
