package dev.atelier.domain.dataset;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Named files to train on. Its {@link DatasetItem items} are told apart from it, so that lists need not carry them.
 *
 * @param prefix the folder within the dataset's own that its files lie in; empty when they lie right there
 * @param location where its files lie, the prefix included
 * @param params what the client said about it, carried along unread
 * @param allowedRolesOrUsers to whom it is open; {@link Principal#EVERYONE} is everyone
 */
public record Dataset(
        DatasetId id,
        DatasetName name,
        String prefix,
        StorageUri location,
        DatasetStatus status,
        Map<String, Object> params,
        UserName creator,
        Set<Principal> allowedRolesOrUsers,
        Instant created) {

    public Dataset {
        allowedRolesOrUsers = Set.copyOf(allowedRolesOrUsers);
    }

    /** The dataset with the next status. */
    public Dataset become(DatasetStatus next) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "dataset " + name + " is " + status.word() + " and cannot become " + next.word());
        }
        return new Dataset(id, name, prefix, location, next, params, creator, allowedRolesOrUsers, created);
    }

    /** The dataset's own folder, which holds nothing else. */
    public StorageUri folder() {
        String key = location.key();
        return prefix.isEmpty()
                ? location
                : new StorageUri(location.bucket(), key.substring(0, key.length() - prefix.length() - 1));
    }

    /** Whether the place is the dataset's own folder or in it. */
    public boolean holds(StorageUri place) {
        return (place + "/").startsWith(folder() + "/");
    }

    /** Where the file of one of its items lies. */
    public StorageUri locationOf(DatasetItem item) {
        return location.resolve(item.file().path());
    }

    /** Passes for those to whom the dataset is open. */
    public void requireOpenTo(Caller caller) {
        if (!caller.isPermittedBy(allowedRolesOrUsers)) {
            throw new PermissionDeniedException("dataset " + name + " is not open to user " + caller.name());
        }
    }
}
