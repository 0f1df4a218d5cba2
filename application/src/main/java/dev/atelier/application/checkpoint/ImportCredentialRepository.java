package dev.atelier.application.checkpoint;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The secrets for imports from hosts, encrypted. Those of a user are removed with the user. Thread-safe. */
public interface ImportCredentialRepository {

    /** A credential with its secret, to be sent to its host. */
    record Usable(ImportCredential credential, ImportSecret secret) {}

    /**
     * Adds it; replaces the one of the same host and owner, if there is one.
     *
     * @throws dev.atelier.domain.CapacityExceededException if the owner has {@code most} others
     * @throws dev.atelier.domain.NotSupportedException if this installation has no key to encrypt it with
     */
    void save(ImportCredential credential, ImportSecret secret, int most);

    /** Those for the user's imports, by host: their own, and those for all. */
    List<ImportCredential> of(UserName user);

    Optional<ImportCredential> find(UUID id);

    /** Idempotent. */
    void delete(UUID id);

    /**
     * The one for imports of this user from the host: their own before the one for all.
     *
     * @throws dev.atelier.domain.InvalidRequestException if it cannot be decrypted, since the key was changed
     */
    Optional<Usable> usable(String host, UserName user);

    /** Records that it is sent now. */
    void markUsed(UUID id, Instant time);
}
