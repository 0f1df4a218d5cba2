package dev.atelier.application.access;

import dev.atelier.domain.access.UserName;
import java.time.Instant;

/**
 * A browser in which a user has signed in. It ends with what the user signed in with: when that API key is not valid any more, or that
 * password has changed.
 *
 * @param hash of its token, as {@link ApiKey#hash} computes it
 * @param user for whom it acts
 * @param credentialHash the hash of the API key, or the hash of the stored password's hash
 * @param expires from when on it is not valid any more
 */
public record Session(String hash, UserName user, String credentialHash, Instant expires) {}
