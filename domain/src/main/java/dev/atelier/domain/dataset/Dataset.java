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
 * A named set of files to train on. Its {@link DatasetItem items} are separate, so that lists do not load them.
 *
 * @param prefix the subfolder of the dataset's folder that its files are stored in; empty for none
 * @param location the folder of its files, the prefix included
 * @param params pass-through metadata of the client
 * @param allowedRolesOrUsers the access list; {@link Principal#EVERYONE} is everyone
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

    /** - */
    public Dataset become(DatasetStatus next) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "dataset " + name + " is " + status.word() + " and cannot become " + next.word());
        }
        return new Dataset(id, name, prefix, location, next, params, creator, allowedRolesOrUsers, created);
    }

    /** The dataset's own folder, which contains nothing else. */
    public StorageUri folder() {
        String key = location.key();
        return prefix.isEmpty()
                ? location
                : new StorageUri(location.bucket(), key.substring(0, key.length() - prefix.length() - 1));
    }

    /** Whether the location is the dataset's own folder or in it. */
    public boolean holds(StorageUri place) {
        return (place + "/").startsWith(folder() + "/");
    }

    /** The location of an item's file. */
    public StorageUri locationOf(DatasetItem item) {
        return location.resolve(item.file().path());
    }

    /** Checks that the dataset is open to the caller. */
    public void requireOpenTo(Caller caller) {
        if (!caller.isPermittedBy(allowedRolesOrUsers)) {
            throw new PermissionDeniedException("dataset " + name + " is not open to user " + caller.name());
        }
    }
}
